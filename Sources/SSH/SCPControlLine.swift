/// One line of the protocol that `scp -t` and `scp -f` speak (the rcp protocol of BSD).
enum SCPControlLine: Equatable {
    case file(mode: UInt16, size: UInt64, name: String)
    case directory(mode: UInt16, name: String)
    case endOfDirectory
    /// Times of the next entry, which we do not ask for but may be sent.
    case times
    /// A complaint of the other side; fatal ones end the transfer.
    case complaint(String, isFatal: Bool)

    /// A longer line is no honest one: a path has at most 4096 bytes on Linux.
    static let longest = 8192

    /// Reads a line that the other side sent, without its end.
    ///
    /// The other side may be hostile: a name with a slash, or of a folder itself, could leave the destination.
    init(_ line: [UInt8]) throws {
        guard let first = line.first else { throw Self.violation("an empty line") }
        let rest = String(decoding: line.dropFirst(), as: UTF8.self)
        switch first {
        case 1, 2: self = .complaint(rest, isFatal: first == 2)
        case UInt8(ascii: "T"): self = .times
        case UInt8(ascii: "E"): self = .endOfDirectory
        case UInt8(ascii: "C"):
            let (mode, size, name) = try Self.entry(rest)
            self = .file(mode: mode, size: size, name: name)
        case UInt8(ascii: "D"):
            let (mode, _, name) = try Self.entry(rest)
            self = .directory(mode: mode, name: name)
        default:
            throw Self.violation("\"\(Self.printable(String(decoding: line, as: UTF8.self)))\"")
        }
    }

    /// The line to send, with its end.
    var bytes: [UInt8] {
        switch self {
        case .file(let mode, let size, let name): Array("C\(Self.octal(mode)) \(size) \(name)\n".utf8)
        case .directory(let mode, let name): Array("D\(Self.octal(mode)) 0 \(name)\n".utf8)
        case .endOfDirectory: Array("E\n".utf8)
        case .times: Array("T0 0 0 0\n".utf8)
        case .complaint(let text, let isFatal): [isFatal ? 2 : 1] + Array("\(text)\n".utf8)
        }
    }

    /// Text of the other side made fit to be shown: no control characters, not too long.
    static func printable(_ text: String) -> String {
        String(text.unicodeScalars.prefix(200).map { $0.value < 32 || $0.value == 127 ? "?" : Character($0) })
    }

    private static func entry(_ text: String) throws -> (UInt16, UInt64, String) {
        let fields = text.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard fields.count == 3, fields[0].utf8.count == 4, let mode = UInt16(fields[0], radix: 8),
            let size = UInt64(fields[1]), size <= UInt64(Int64.max)
        else { throw violation("\"\(printable(text))\"") }
        let name = String(fields[2])
        guard isPlain(name) else { throw violation("the file name \"\(printable(name))\"") }
        return (mode, size, name)
    }

    /// Whether a name stays in its folder.
    static func isPlain(_ name: String) -> Bool {
        !name.isEmpty && name != "." && name != ".." && !name.utf8.contains { $0 == UInt8(ascii: "/") || $0 == 0 }
    }

    static func violation(_ what: String) -> SSHError {
        SSHError(.protocolViolation, "scp on the machine sent \(what), which is not allowed")
    }

    private static func octal(_ mode: UInt16) -> String {
        let digits = String(mode & 0o7777, radix: 8)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}
