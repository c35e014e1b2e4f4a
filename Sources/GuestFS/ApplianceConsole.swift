/// What an appliance writes to its console: its kernel's words, and the output of commands that run in it.
///
/// Used by one thread: the library hands bytes on while one of its functions runs.
final class ApplianceConsole {
    /// More of the latest words than this is forgotten, in bytes.
    private static let memory = 64 << 10

    private var tail: [UInt8] = []
    /// Finds the output of the command that runs.
    private var lines: ConsoleLines?
    private var output: (GuestDisk.Output) -> Void = { _ in }

    func receive(_ bytes: UnsafeRawBufferPointer) {
        guard lines == nil else {
            for line in lines?.receive(bytes) ?? [] { output(line) }
            return
        }
        tail += bytes
        if tail.count > 2 * Self.memory { tail.removeFirst(tail.count - Self.memory) }
    }

    /// Whether the output of the command has come to its end.
    var hasEnded: Bool { lines?.hasEnded ?? true }

    /// Hands lines that begin with the token to `output` while `body` runs.
    func listening<Value>(
        for token: String, _ output: @escaping (GuestDisk.Output) -> Void, _ body: () throws -> Value
    ) rethrows -> Value {
        lines = ConsoleLines(token: token)
        self.output = output
        defer {
            lines = nil
            self.output = { _ in }
        }
        return try body()
    }

    /// The latest lines of text, the last one last.
    func lastLines(_ count: Int) -> [String] {
        let text = String(decoding: tail, as: UTF8.self)
        let lines = text.split(whereSeparator: \.isNewline).map { line in
            String(String.UnicodeScalarView(line.unicodeScalars.filter { $0.value >= 0x20 }))
        }
        return Array(lines.filter { !$0.allSatisfy(\.isWhitespace) }.suffix(count))
    }
}
