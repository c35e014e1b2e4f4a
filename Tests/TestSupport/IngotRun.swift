package import HostOS

/// The program while it runs; its lines are events to wait for.
package struct IngotRun {
    package let process: ChildProcess
    private var unread: ByteLines.Iterator
    /// What it has said so far, on standard output and standard error.
    package private(set) var lines: [String] = []

    init(process: ChildProcess, output: ByteStream) {
        self.process = process
        unread = ByteLines(stream: output).makeAsyncIterator()
    }

    /// Reads until a line holds `text`.
    ///
    /// - Throws: `FixtureFailure` with all that was said if the output ends first.
    @discardableResult
    package mutating func line(with text: String) async throws -> String {
        while let line = try await unread.next() {
            lines.append(line)
            if line.contains(text) { return line }
        }
        throw FixtureFailure("the program never said \"\(text)\" but:\n\(lines.joined(separator: "\n"))")
    }

    /// Reads so many lines, fewer if the program says no more.
    package mutating func lines(_ count: Int) async throws {
        for _ in 0..<count {
            guard let line = try await unread.next() else { return }
            lines.append(line)
        }
    }

    /// Reads to the end of the output and waits for the program's end.
    package mutating func finish() async throws -> IngotResult {
        while let line = try await unread.next() { lines.append(line) }
        return IngotResult(exit: try await process.wait(), lines: lines)
    }

    /// Sends a signal, and waits for the end.
    package mutating func end(by signal: ProcessSignal) async throws -> IngotResult {
        process.signal(signal)
        return try await finish()
    }
}

/// How the program ended and all that it said.
package struct IngotResult: Sendable {
    package let exit: ProcessExit
    package let lines: [String]

    package var text: String { lines.joined(separator: "\n") }
}
