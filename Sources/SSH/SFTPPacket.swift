/// The packet types of SFTP version 3 that a client meets (draft-ietf-secsh-filexfer-02, section 3).
enum SFTPType: UInt8 {
    case initialize = 1
    case version = 2
    case open = 3
    case close = 4
    case read = 5
    case write = 6
    case setAttributes = 9
    case openDirectory = 11
    case readDirectory = 12
    case remove = 13
    case makeDirectory = 14
    case stat = 17
    case rename = 18
    case status = 101
    case handle = 102
    case data = 103
    case name = 104
    case attributes = 105
    case extended = 200
    case extendedReply = 201
}

/// Builds a packet, its length first.
struct SFTPWriter {
    private(set) var bytes: [UInt8] = [0, 0, 0, 0]

    init(_ type: SFTPType) {
        bytes.append(type.rawValue)
    }

    mutating func add(_ value: UInt32) {
        for shift in stride(from: 24, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
    }

    mutating func add(_ value: UInt64) {
        add(UInt32(truncatingIfNeeded: value >> 32))
        add(UInt32(truncatingIfNeeded: value))
    }

    mutating func add(_ text: String) {
        add(Array(text.utf8))
    }

    mutating func add(_ string: [UInt8]) {
        add(UInt32(string.count))
        bytes += string
    }

    /// The packet with its length, to which `following` bytes will be added by the caller.
    func finished(following: Int = 0) -> [UInt8] {
        let length = UInt32(bytes.count - 4 + following)
        var result = bytes
        for index in 0..<4 { result[index] = UInt8(truncatingIfNeeded: length >> (24 - 8 * index)) }
        return result
    }
}

/// Takes a packet of the server apart; every read checks that the bytes are there.
struct SFTPReader {
    private let bytes: ArraySlice<UInt8>
    private var position: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    var isAtEnd: Bool { position >= bytes.endIndex }

    mutating func byte() throws -> UInt8 {
        guard position < bytes.endIndex else { throw Self.violation("a packet that is too short") }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func uint32() throws -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 { value = value << 8 | UInt32(try byte()) }
        return value
    }

    mutating func uint64() throws -> UInt64 {
        UInt64(try uint32()) << 32 | UInt64(try uint32())
    }

    mutating func string() throws -> ArraySlice<UInt8> {
        let count = Int(try uint32())
        guard count <= bytes.endIndex - position else { throw Self.violation("a string longer than its packet") }
        defer { position += count }
        return bytes[position..<position + count]
    }

    mutating func text() throws -> String {
        String(decoding: try string(), as: UTF8.self)
    }

    mutating func attributes() throws -> SFTPAttributes {
        var result = SFTPAttributes()
        let flags = try uint32()
        if flags & 1 != 0 { result.size = try uint64() }
        if flags & 2 != 0 { _ = (try uint32(), try uint32()) }
        if flags & 4 != 0 { result.mode = try uint32() }
        if flags & 8 != 0 { _ = (try uint32(), try uint32()) }
        guard flags & 0x8000_0000 != 0 else { return result }
        for _ in 0..<(try uint32()) { _ = (try string(), try string()) }
        return result
    }

    static func violation(_ what: String) -> SSHError {
        SSHError(.protocolViolation, "the SFTP server sent \(what)")
    }
}

/// What the server tells about a file.
struct SFTPAttributes: Equatable {
    var size: UInt64?
    /// File type and permission bits as in stat(2).
    var mode: UInt32?

    var isDirectory: Bool { (mode ?? 0) & 0o170000 == 0o040000 }
    var isRegularFile: Bool { (mode ?? 0) & 0o170000 == 0o100000 }
    var permissions: UInt16? { mode.map { UInt16($0 & 0o7777) } }
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
