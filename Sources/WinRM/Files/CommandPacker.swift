/// Puts lines into as few commands as possible, each of which adds some of them to a file on the machine.
struct CommandPacker {
    /// The longest line that `cmd.exe` takes has 8191 characters; some are left for what Windows puts before ours.
    static let longestCommand = 8_000

    private let path: String
    private var echoes: [String] = []
    private var length = 0

    /// - Parameter path: the file's, with `%NAME%` for variables of the machine.
    init(path: String) {
        self.path = path
    }

    /// Adds a line.
    ///
    /// - Returns: the command that has to run before, if the line has no more room in it.
    mutating func add(_ line: String) -> String? {
        let size = line.utf8.count + "echo &".utf8.count
        let full = length + size + frame.utf8.count > Self.longestCommand ? finish() : nil
        echoes.append("echo \(line)")
        length += size
        return full
    }

    /// The command of the lines that are left.
    mutating func finish() -> String? {
        guard !echoes.isEmpty else { return nil }
        defer { (echoes, length) = ([], 0) }
        // The file stands first: a digit before the arrows could be taken for a number of a stream.
        return frame.replacing("()", with: "(\(echoes.joined(separator: "&")))", maxReplacements: 1)
    }

    private var frame: String { ">>\"\(path)\" ()" }
}
