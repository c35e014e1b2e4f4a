/// Reads what a shared shell prints up to the mark that ends a command's output on both streams.
struct MarkedOutputReader {
    enum End {
        /// Both marks came; the word is what stands behind the first.
        case marked(word: String)
        /// The shell ended.
        case closed
    }

    private let channel: SessionChannel
    private let mark: String
    private var buffer = [UInt8](repeating: 0, count: 64 * 1024)

    init(channel: SessionChannel, mark: String) {
        self.channel = channel
        self.mark = mark
    }

    /// - Throws: `SSHError` of kind `refused` if the marks have not come by the deadline.
    mutating func readToMark(
        until deadline: ContinuousClock.Instant?, output: @escaping (RemoteOutput) -> Void
    ) throws -> End {
        var standardOutput = MarkedStream(mark: mark)
        var standardError = MarkedStream(mark: mark)
        while !(standardOutput.isAtMark && standardError.isAtMark) {
            let count =
                try read(into: &standardOutput, standardError: false) { output(.standardOutput($0)) }
                + read(into: &standardError, standardError: true) { output(.standardError($0)) }
            if count > 0 { continue }
            if channel.isClosed || (channel.isAtEnd && channel.exit != nil) {
                standardOutput.finish { output(.standardOutput($0)) }
                standardError.finish { output(.standardError($0)) }
                return .closed
            }
            try channel.wait(until: deadline)
        }
        return .marked(word: standardOutput.word)
    }

    private mutating func read(
        into stream: inout MarkedStream, standardError: Bool, line: (String) -> Void
    ) throws -> Int {
        let count = try buffer.withUnsafeMutableBytes {
            try channel.readAvailable(into: $0, standardError: standardError)
        }
        stream.add(buffer.prefix(count), line: line)
        return count
    }
}

/// One stream's lines before the mark.
///
/// The mark stands on a line of its own after a line feed, which ends an unfinished last line and otherwise makes an
/// empty one that the command did not print. So an empty line waits until it is known what follows.
struct MarkedStream {
    private let mark: String
    private var lines = LineSplitter()
    private var emptyLines = 0
    private(set) var isAtMark = false
    /// What stands behind the mark.
    private(set) var word = ""

    init(mark: String) {
        self.mark = mark
    }

    mutating func add(_ bytes: some Sequence<UInt8>, line: (String) -> Void) {
        var splitter = lines
        splitter.add(bytes) { take($0, line) }
        lines = splitter
    }

    /// Hands on what waits, where no mark will come.
    mutating func finish(line: (String) -> Void) {
        while emptyLines > 0 {
            line("")
            emptyLines -= 1
        }
        lines.finish(line: line)
    }

    private mutating func take(_ text: String, _ line: (String) -> Void) {
        if text.hasPrefix(mark) {
            isAtMark = true
            word = String(text.dropFirst(mark.count + 1))
            // The line feed before the mark made one of them, unless it ended an unfinished line.
            emptyLines = max(0, emptyLines - 1)
        }
        if isAtMark || !text.isEmpty {
            while emptyLines > 0 {
                line("")
                emptyLines -= 1
            }
        }
        if isAtMark { return }
        if text.isEmpty { emptyLines += 1 } else { line(text) }
    }
}
