/// Reads lines from a terminal whose keys come one by one, and shows them while they are typed.
struct LineReader {
    private let prompt: String
    private let width: Int
    private let output: any OutputStream
    private let readKeys: @Sendable () async throws -> [UInt8]
    private var editor: LineEditor
    private var decoder = KeyDecoder()
    private var pending: [UInt8] = []

    /// - Parameters:
    ///   - width: columns of the terminal.
    ///   - words: what Tab completes to.
    ///   - readKeys: waits for bytes; none at the end.
    init(
        prompt: String, width: Int, words: [String], output: any OutputStream,
        readKeys: @escaping @Sendable () async throws -> [UInt8]
    ) {
        self.prompt = prompt
        self.width = max(width, prompt.count + 8)
        self.output = output
        self.readKeys = readKeys
        editor = LineEditor(words: words)
    }

    /// The next line; `nil` when the user leaves.
    mutating func next() async throws -> String? {
        draw()
        while true {
            if pending.isEmpty { pending = try await readKeys() }
            guard !pending.isEmpty else {
                output.write("\n")
                return nil
            }
            while !pending.isEmpty {
                guard let key = decoder.take(pending.removeFirst()) else { continue }
                if let outcome = editor.press(key) {
                    output.write(outcome == .interrupted ? "^C\n" : "\n")
                    switch outcome {
                    case .line(let line): return line
                    case .ended: return nil
                    case .interrupted: break
                    }
                }
                if key == .clearScreen { output.write("\u{1B}[H\u{1B}[2J") }
            }
            draw()
        }
    }

    /// Writes the part of the line around the cursor that fits, and puts the cursor in its place.
    private func draw() {
        let room = width - prompt.count - 1
        let first = max(0, editor.cursor - room)
        let shown = String(editor.text[first..<min(editor.text.count, first + room)])
        let column = prompt.count + editor.cursor - first
        output.write("\r\u{1B}[K\(prompt)\(shown)\r\u{1B}[\(column)C")
    }
}
