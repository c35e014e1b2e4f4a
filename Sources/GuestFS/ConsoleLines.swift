/// Finds the lines of one command among all that comes over an appliance's console.
///
/// Each of them is `TOKENoTEXT` (standard output) or `TOKENeTEXT` (standard error), the last one `TOKEN.`; the kernel
/// may have written before it in the same line.
struct ConsoleLines {
    /// A line that is longer is handed on in pieces, in bytes.
    private static let longest = 1 << 20

    private let token: [UInt8]
    private var pending: [UInt8] = []
    private(set) var hasEnded = false

    init(token: String) {
        self.token = Array(token.utf8)
    }

    /// The whole lines that have come with these bytes.
    mutating func receive(_ bytes: some Sequence<UInt8>) -> [GuestDisk.Output] {
        var found: [GuestDisk.Output] = []
        for byte in bytes {
            if byte == UInt8(ascii: "\n") || pending.count >= Self.longest {
                if let line = take() { found.append(line) }
            }
            if byte != UInt8(ascii: "\n") { pending.append(byte) }
        }
        return found
    }

    private mutating func take() -> GuestDisk.Output? {
        // A terminal ends its lines with both.
        while pending.last == UInt8(ascii: "\r") { pending.removeLast() }
        defer { pending.removeAll(keepingCapacity: true) }
        guard let start = position(), start < pending.count else { return nil }
        let text = String(decoding: pending[(start + 1)...], as: UTF8.self)
        switch pending[start] {
        case UInt8(ascii: "o"): return .standardOutput(text)
        case UInt8(ascii: "e"): return .standardError(text)
        case UInt8(ascii: "."): hasEnded = true
        default: break
        }
        return nil
    }

    /// Where the line goes on behind the token.
    private func position() -> Int? {
        guard pending.count >= token.count else { return nil }
        let start = (0...(pending.count - token.count)).first { pending[$0...].starts(with: token) }
        return start.map { $0 + token.count }
    }
}
