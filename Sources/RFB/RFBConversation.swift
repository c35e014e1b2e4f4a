/// The client's side of RFB 3.8 (RFC 6143): bytes in, actions out, no waiting and no sockets.
package struct RFBConversation: Sendable {
    package enum Action: Hashable, Sendable {
        case send([UInt8])
        /// The handshake is done: keys can be sent and updates asked for.
        case ready(name: String)
        /// All rectangles of an update are in `framebuffer`.
        case updated
        /// The server cut its screen to another size; what it shows must be asked for anew.
        case resized(width: Int, height: Int)
    }

    private enum State: Hashable {
        case version, securityCount, challenge, securityResult, refusal, serverInit
        case securityTypes(count: Int)
        case serverName(length: Int)
        case message
        case rectangles(left: Int)
        case pixels(RFBRectangle, left: Int)
        case skipping(Int)
    }

    /// What the screen shows, as far as updates told; `nil` before the handshake is done.
    package private(set) var framebuffer: Framebuffer?
    private let password: String?
    private var state = State.version
    private var buffer = ByteBuffer()

    /// A server's name or reason beyond this length is refused, in bytes.
    static let longestText = 4096
    /// A clipboard beyond this length is refused, in bytes.
    static let longestClipboard = 16 << 20

    /// - Parameter password: given to servers that ask for one; only its first 8 bytes count.
    package init(password: String? = nil) {
        self.password = password
    }

    /// Takes what the server sent, in pieces of any size.
    ///
    /// - Throws: `RFBError`; the conversation is over then.
    package mutating func receive(_ bytes: some Sequence<UInt8>) throws -> [Action] {
        buffer.append(bytes)
        var actions: [Action] = []
        while try step(&actions) {}
        return actions
    }

    /// Understands one piece; false if it has not come in whole.
    private mutating func step(_ actions: inout [Action]) throws -> Bool {
        switch state {
        case .version: try readVersion(&actions)
        case .securityCount: readSecurityCount()
        case .securityTypes(let count): try readSecurityTypes(count, &actions)
        case .challenge: try answerChallenge(&actions)
        case .securityResult: try readSecurityResult(&actions)
        case .refusal: try readRefusal()
        case .serverInit: try readServerInit()
        case .serverName(let length): readServerName(length, &actions)
        case .message: try readMessage(&actions)
        case .rectangles(let left): try readRectangle(left, &actions)
        case .pixels(let rectangle, let left): readPixels(rectangle, left)
        case .skipping(let count): skip(count)
        }
    }
}

// MARK: Handshake (RFC 6143, 7.1 to 7.3)
extension RFBConversation {
    private mutating func readVersion(_ actions: inout [Action]) throws -> Bool {
        guard let greeting = buffer.take(12) else { return false }
        let text = String(decoding: greeting, as: UTF8.self)
        guard text.hasPrefix("RFB "), greeting.last == UInt8(ascii: "\n"), text >= "RFB 003.008" else {
            throw RFBError.notRFB(String(text.filter { $0.isASCII && !$0.isNewline }))
        }
        actions.append(.send(Array("RFB 003.008\n".utf8)))
        state = .securityCount
        return true
    }

    private mutating func readSecurityCount() -> Bool {
        guard let count = buffer.take(1)?.first else { return false }
        state = count == 0 ? .refusal : .securityTypes(count: Int(count))
        return true
    }

    private mutating func readSecurityTypes(_ count: Int, _ actions: inout [Action]) throws -> Bool {
        guard let types = buffer.take(count) else { return false }
        if types.contains(RFBNumber.securityNone) {
            actions.append(.send([RFBNumber.securityNone]))
            state = .securityResult
        } else if types.contains(RFBNumber.securityVNC), password != nil {
            actions.append(.send([RFBNumber.securityVNC]))
            state = .challenge
        } else {
            throw RFBError.noSharedSecurity(Array(types))
        }
        return true
    }

    private mutating func answerChallenge(_ actions: inout [Action]) throws -> Bool {
        guard let challenge = buffer.take(16) else { return false }
        guard let answer = VNCAuthentication.response(to: Array(challenge), password: password ?? "") else {
            throw RFBError.violation("its challenge could not be encrypted")
        }
        actions.append(.send(answer))
        state = .securityResult
        return true
    }

    private mutating func readSecurityResult(_ actions: inout [Action]) throws -> Bool {
        guard let result = buffer.take(4)?.number(at: 0, length: 4) else { return false }
        guard result == 0 else {
            state = .refusal
            return true
        }
        // ClientInit: share the screen, so that a viewer of the user's stays connected.
        actions.append(.send([1]))
        state = .serverInit
        return true
    }

    private mutating func readRefusal() throws -> Bool {
        guard let length = buffer.peek(4)?.number(at: 0, length: 4) else { return false }
        guard length <= Self.longestText else { throw RFBError.refused("(its reason is too long)") }
        guard let message = buffer.take(4 + length) else { return false }
        throw RFBError.refused(String(decoding: message.dropFirst(4), as: UTF8.self))
    }

    private mutating func readServerInit() throws -> Bool {
        guard let header = buffer.take(24) else { return false }
        try resize(width: header.number(at: 0, length: 2), height: header.number(at: 2, length: 2))
        let length = header.number(at: 20, length: 4)
        guard length <= Self.longestText else { throw RFBError.violation("its name has \(length) bytes") }
        state = .serverName(length: length)
        return true
    }

    private mutating func readServerName(_ length: Int, _ actions: inout [Action]) -> Bool {
        guard let name = buffer.take(length) else { return false }
        actions.append(.send(RFBMessage.setPixelFormat + RFBMessage.setEncodings))
        actions.append(.ready(name: String(decoding: name, as: UTF8.self)))
        state = .message
        return true
    }
}

// MARK: Messages of the server (RFC 6143, 7.6)
extension RFBConversation {
    private mutating func readMessage(_ actions: inout [Action]) throws -> Bool {
        guard let type = buffer.peek(1)?.first else { return false }
        switch type {
        case RFBNumber.framebufferUpdate:
            guard let header = buffer.take(4) else { return false }
            state = .rectangles(left: header.number(at: 2, length: 2))
        case RFBNumber.colourMap:
            guard let header = buffer.take(6) else { return false }
            state = .skipping(header.number(at: 4, length: 2) * 6)
        case RFBNumber.bell:
            _ = buffer.take(1)
        case RFBNumber.serverCutText:
            guard let header = buffer.take(8) else { return false }
            let length = header.number(at: 4, length: 4)
            guard length <= Self.longestClipboard else {
                throw RFBError.violation("its clipboard has \(length) bytes")
            }
            state = .skipping(length)
        default:
            throw RFBError.violation("it sent a message of type \(type)")
        }
        return true
    }

    private mutating func readRectangle(_ left: Int, _ actions: inout [Action]) throws -> Bool {
        guard left > 0 else {
            actions.append(.updated)
            state = .message
            return true
        }
        guard let header = buffer.take(12) else { return false }
        let rectangle = RFBRectangle(
            x: header.number(at: 0, length: 2), y: header.number(at: 2, length: 2),
            width: header.number(at: 4, length: 2), height: header.number(at: 6, length: 2),
            encoding: Int32(truncatingIfNeeded: header.number(at: 8, length: 4)))
        switch rectangle.encoding {
        case RFBNumber.rawEncoding:
            guard let framebuffer, rectangle.fits(width: framebuffer.width, height: framebuffer.height) else {
                throw RFBError.violation("a rectangle lies outside of its screen")
            }
            state = .pixels(rectangle, left: left - 1)
        case RFBNumber.desktopSizeEncoding:
            try resize(width: rectangle.width, height: rectangle.height)
            actions.append(.resized(width: rectangle.width, height: rectangle.height))
            state = .rectangles(left: left - 1)
        default:
            throw RFBError.violation("it used encoding \(rectangle.encoding), which nobody asked for")
        }
        return true
    }

    private mutating func readPixels(_ rectangle: RFBRectangle, _ left: Int) -> Bool {
        guard let bytes = buffer.take(rectangle.area * 4) else { return false }
        framebuffer?.replace(rectangle, with: bytes)
        state = .rectangles(left: left)
        return true
    }

    private mutating func skip(_ count: Int) -> Bool {
        let left = count - buffer.drop(upTo: count)
        state = left == 0 ? .message : .skipping(left)
        return left == 0
    }

    private mutating func resize(width: Int, height: Int) throws {
        guard let resized = Framebuffer(width: width, height: height) else {
            throw RFBError.violation("its screen is \(width)x\(height)")
        }
        framebuffer = resized
    }
}
