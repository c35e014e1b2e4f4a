/// The packet types of SFTP version 3 (draft-ietf-secsh-filexfer-02, section 3).
package enum SFTPType: UInt8, Sendable {
    case initialize = 1
    case version = 2
    case open = 3
    case close = 4
    case read = 5
    case write = 6
    case linkStat = 7
    case handleStat = 8
    case setAttributes = 9
    case setHandleAttributes = 10
    case openDirectory = 11
    case readDirectory = 12
    case remove = 13
    case makeDirectory = 14
    case removeDirectory = 15
    case realPath = 16
    case stat = 17
    case rename = 18
    case readLink = 19
    case symbolicLink = 20
    case status = 101
    case handle = 102
    case data = 103
    case name = 104
    case attributes = 105
    case extended = 200
    case extendedReply = 201
}

/// Builds a packet, its length first.
package struct SFTPWriter {
    private var bytes: [UInt8] = [0, 0, 0, 0]

    /// A packet of that type, without content so far.
    package init(_ type: SFTPType) {
        bytes.append(type.rawValue)
    }

    /// Four bytes, the highest first, as all numbers are (RFC 4251, section 5).
    package mutating func add(_ value: UInt32) {
        for shift in stride(from: 24, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
    }

    /// Eight bytes.
    package mutating func add(_ value: UInt64) {
        add(UInt32(truncatingIfNeeded: value >> 32))
        add(UInt32(truncatingIfNeeded: value))
    }

    /// UTF-8 with its length before it.
    package mutating func add(_ text: String) {
        add(Array(text.utf8))
    }

    /// Bytes with their length before them.
    package mutating func add(_ string: [UInt8]) {
        add(UInt32(string.count))
        bytes += string
    }

    /// Adds what is known about a file, in the protocol's order.
    package mutating func add(_ attributes: SFTPAttributes) {
        let parts: [(Bool, UInt32)] = [
            (attributes.size != nil, 1), (attributes.owner != nil, 2), (attributes.mode != nil, 4),
            (attributes.times != nil, 8),
        ]
        add(parts.reduce(UInt32(0)) { $1.0 ? $0 | $1.1 : $0 })
        if let size = attributes.size { add(size) }
        if let owner = attributes.owner {
            add(owner.user)
            add(owner.group)
        }
        if let mode = attributes.mode { add(mode) }
        if let times = attributes.times {
            add(times.access)
            add(times.modification)
        }
    }

    /// The packet with its length, to which `following` bytes will be added by the caller.
    package func finished(following: Int = 0) -> [UInt8] {
        let length = UInt32(bytes.count - 4 + following)
        var result = bytes
        for index in 0..<4 { result[index] = UInt8(truncatingIfNeeded: length >> (24 - 8 * index)) }
        return result
    }
}

/// Takes a packet of the other side apart; every read checks that the bytes are there.
package struct SFTPReader {
    private let bytes: ArraySlice<UInt8>
    private var position: Int

    /// - Parameter bytes: what follows the packet's type.
    package init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    /// Whether everything has been read.
    package var isAtEnd: Bool { position >= bytes.endIndex }

    /// - Throws: `SSHError` where the packet ends before, as all that follow.
    package mutating func byte() throws -> UInt8 {
        guard position < bytes.endIndex else { throw Self.violation("a packet that is too short") }
        defer { position += 1 }
        return bytes[position]
    }

    /// Four bytes, the highest first.
    package mutating func uint32() throws -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 { value = value << 8 | UInt32(try byte()) }
        return value
    }

    /// Eight bytes, the highest first.
    package mutating func uint64() throws -> UInt64 {
        UInt64(try uint32()) << 32 | UInt64(try uint32())
    }

    /// Bytes with their length before them.
    package mutating func string() throws -> ArraySlice<UInt8> {
        let count = Int(try uint32())
        guard count <= bytes.endIndex - position else { throw Self.violation("a string longer than its packet") }
        defer { position += count }
        return bytes[position..<position + count]
    }

    /// The same as UTF-8; what is none is replaced.
    package mutating func text() throws -> String {
        String(decoding: try string(), as: UTF8.self)
    }

    /// What is known about a file; extended attributes are passed over.
    package mutating func attributes() throws -> SFTPAttributes {
        var result = SFTPAttributes()
        let flags = try uint32()
        if flags & 1 != 0 { result.size = try uint64() }
        if flags & 2 != 0 { result.owner = try .init(user: uint32(), group: uint32()) }
        if flags & 4 != 0 { result.mode = try uint32() }
        if flags & 8 != 0 { result.times = try .init(access: uint32(), modification: uint32()) }
        guard flags & 0x8000_0000 != 0 else { return result }
        for _ in 0..<(try uint32()) { _ = (try string(), try string()) }
        return result
    }

    static func violation(_ what: String) -> SSHError {
        SSHError(.protocolViolation, "over SFTP came \(what)")
    }
}

/// What is told about a file.
package struct SFTPAttributes: Equatable, Sendable {
    /// User and group by number.
    package struct Owner: Equatable, Sendable {
        package var user: UInt32
        package var group: UInt32

        package init(user: UInt32, group: UInt32) {
            self.user = user
            self.group = group
        }
    }

    /// Seconds since 1970.
    package struct Times: Equatable, Sendable {
        package var access: UInt32
        package var modification: UInt32

        package init(access: UInt32, modification: UInt32) {
            self.access = access
            self.modification = modification
        }
    }

    /// In bytes.
    package var size: UInt64?
    /// `nil` where it is not told, as for the others.
    package var owner: Owner?
    /// File type and permission bits as in stat(2).
    package var mode: UInt32?
    /// Last access and last change.
    package var times: Times?

    package init(size: UInt64? = nil, mode: UInt32? = nil) {
        self.size = size
        self.mode = mode
    }

    /// `false` also where the type is not told.
    package var isDirectory: Bool { (mode ?? 0) & 0o170000 == 0o040000 }
    /// `false` also where the type is not told.
    package var isRegularFile: Bool { (mode ?? 0) & 0o170000 == 0o100000 }
    /// The twelve bits of chmod(2).
    package var permissions: UInt16? { mode.map { UInt16($0 & 0o7777) } }
}

/// An answer of the server, apart from its request's number.
enum SFTPAnswer: Equatable {
    case status(code: UInt32, message: String)
    case handle([UInt8])
    case data([UInt8])
    case names([(name: String, attributes: SFTPAttributes)])
    case attributes(SFTPAttributes)
    case extended([UInt8])

    /// Takes the body of a packet apart, after its type and number.
    init(type: UInt8, _ reader: inout SFTPReader) throws {
        switch SFTPType(rawValue: type) {
        case .status:
            let code = try reader.uint32()
            self = .status(code: code, message: reader.isAtEnd ? "" : try reader.text())
        case .handle: self = .handle(Array(try reader.string()))
        case .data: self = .data(Array(try reader.string()))
        case .attributes: self = .attributes(try reader.attributes())
        case .extendedReply:
            var rest: [UInt8] = []
            while !reader.isAtEnd { rest.append(try reader.byte()) }
            self = .extended(rest)
        case .name:
            var names: [(String, SFTPAttributes)] = []
            for _ in 0..<(try reader.uint32()) {
                let name = try reader.text()
                _ = try reader.string()
                names.append((name, try reader.attributes()))
            }
            self = .names(names)
        default:
            throw SFTPReader.violation("a packet of the unexpected type \(type)")
        }
    }

    static func == (left: SFTPAnswer, right: SFTPAnswer) -> Bool {
        switch (left, right) {
        case (.status(let a, let b), .status(let c, let d)): a == c && b == d
        case (.handle(let a), .handle(let b)), (.data(let a), .data(let b)), (.extended(let a), .extended(let b)):
            a == b
        case (.attributes(let a), .attributes(let b)): a == b
        case (.names(let a), .names(let b)): a.elementsEqual(b) { $0 == $1 }
        default: false
        }
    }
}
