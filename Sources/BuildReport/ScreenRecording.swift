import JSONText

/// The text screens of a build as a recording in asciicast format, version 2.
struct ScreenRecording {
    let build: RecordedBuild

    /// `nil` if there is nothing that moves.
    var text: String? {
        let frames = build.screens.compactMap { screen in screen.lines.map { (time: screen.time, lines: $0) } }
        guard frames.count > 1, let first = frames.first else { return nil }
        let writer = JSONWriter()
        let width = frames.map { $0.lines.map(\.count).max() ?? 0 }.max() ?? 0
        let height = frames.map(\.lines.count).max() ?? 0
        let header: JSONValue = [
            "version": 2, "width": .int(min(max(width, 80), 240)), "height": .int(min(max(height, 25), 100)),
            "title": .string(build.name),
        ]
        let lines = frames.map { frame in
            // Home, and erase what stood there (ECMA-48, CUP and ED).
            let shown = "\u{1B}[H\u{1B}[2J" + frame.lines.joined(separator: "\r\n")
            return "[\((frame.time - first.time).decimalSeconds), \"o\", \(writer.quoted(shown))]"
        }
        return ([writer.text(header)] + lines).joined(separator: "\n") + "\n"
    }
}
