internal import Cryptography
internal import HostOS
internal import Synchronization

/// A machine as commands over WinRM see it: files, and answers that a test gives.
///
/// It knows only the commands that Ingot itself sends, and is strict about them; it is neither `cmd.exe` nor
/// PowerShell.
package final class FakeWindows: Sendable {
    /// A piece of what a command prints.
    package enum Piece: Sendable {
        case output([UInt8])
        case errors([UInt8])

        var parts: (name: String, bytes: [UInt8]) {
            switch self {
            case .output(let bytes): ("stdout", bytes)
            case .errors(let bytes): ("stderr", bytes)
            }
        }
    }

    /// What a command does.
    package struct Reply: Sendable {
        package var output: [Piece]
        package var exit: Int
        /// How often the output is asked for in vain before.
        package var timeouts = 0
        package var hangs = false
        package var losesShell = false
        package var fault: UInt32?

        package init(_ output: String = "", errors: String = "", exit: Int = 0) {
            self.output = output.isEmpty ? [] : [.output(Array(output.utf8))]
            if !errors.isEmpty { self.output.append(.errors(Array(errors.utf8))) }
            self.exit = exit
        }
    }

    private struct State {
        var files: [String: [UInt8]] = [:]
        var folders: Set<String> = []
        var commands: [String] = []
    }

    private let state = Mutex(State())
    private let handler: @Sendable (String, FakeWindows) -> Reply?

    /// - Parameter handler: answers the commands that are not about files; gets encoded scripts decoded.
    package init(_ handler: @escaping @Sendable (String, FakeWindows) -> Reply? = { _, _ in nil }) {
        self.handler = handler
    }

    /// By their full names with backslashes.
    package var files: [String: [UInt8]] {
        get { state.withLock { $0.files } }
        set { state.withLock { $0.files = newValue } }
    }
    package var folders: Set<String> { state.withLock { $0.folders } }
    /// All that was run, scripts decoded.
    package var commands: [String] { state.withLock { $0.commands } }

    package func text(_ path: String) -> String? {
        files[path].map { String(decoding: $0, as: UTF8.self) }
    }

    package func set(_ bytes: [UInt8], at path: String) {
        state.withLock { $0.files[path] = bytes }
    }

    /// What `cmd.exe` takes, in characters.
    private static let longestCommand = 8191

    func run(_ line: String) async -> Reply {
        guard expanded(line).utf8.count <= Self.longestCommand else {
            return Reply(errors: "The command line is too long.\r\n", exit: 1)
        }
        let script = Self.decodedScript(line)
        state.withLock { $0.commands.append(script ?? line) }
        if line.hasPrefix(">>\"") { return append(line) }
        if line.hasPrefix("del \"") {
            let path = expanded(String(line.dropFirst(5).dropLast()))
            state.withLock { _ = $0.files.removeValue(forKey: path) }
            return Reply()
        }
        if let script {
            if script.contains("[IO.File]::OpenText") { return unpack(script) }
            if script.contains("[IO.File]::OpenRead") { return pack(script) }
        }
        return handler(script ?? line, self)
            ?? Reply(errors: "'\(line)' is not recognized as a command.\r\n", exit: 1)
    }

    /// The script of a command with `-EncodedCommand`.
    package static func decodedScript(_ line: String) -> String? {
        guard let option = line.firstRange(of: "-EncodedCommand "),
            let bytes = Base64.bytes(String(line[option.upperBound...].prefix { $0 != " " }))
        else { return nil }
        let units = stride(from: 0, to: bytes.count - 1, by: 2).map { UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8 }
        return String(decoding: units, as: UTF16.self)
    }

    private func expanded(_ text: String) -> String {
        text.replacing("%TEMP%", with: "C:\\Users\\vagrant\\AppData\\Local\\Temp")
            .replacing("$env:TEMP", with: "C:\\Users\\vagrant\\AppData\\Local\\Temp")
    }

    /// A path as GetFullPath gives it.
    private func full(_ path: String) -> String {
        let path = expanded(path).replacing("/", with: "\\")
        return path.contains(":") ? path : "C:\\Users\\vagrant\\" + path
    }

    private func append(_ line: String) -> Reply {
        guard let end = line.firstRange(of: "\" ("), line.hasSuffix(")") else {
            return Reply(errors: "The syntax of the command is incorrect.\r\n", exit: 1)
        }
        let path = expanded(String(line[line.index(line.startIndex, offsetBy: 3)..<end.lowerBound]))
        var text = ""
        for part in line[end.upperBound...].dropLast().split(separator: "&") {
            guard part.hasPrefix("echo "), part.utf8.dropFirst(5).allSatisfy(Self.isHarmless) else {
                return Reply(errors: "The syntax of the command is incorrect.\r\n", exit: 1)
            }
            text += part.dropFirst(5) + "\r\n"
        }
        state.withLock { $0.files[path, default: []] += Array(text.utf8) }
        return Reply()
    }

    private static func isHarmless(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="): true
        case UInt8(ascii: ":"): true
        default: false
        }
    }

    /// The first literal of a script, which is the path it is about.
    private static func literal(_ script: String, after word: String) -> String {
        guard let start = script.firstRange(of: word + "'") else { return "" }
        return String(script[start.upperBound...].prefix { $0 != "'" })
    }

    private func unpack(_ script: String) -> Reply {
        let source = expanded(Self.literal(script, after: "ExpandEnvironmentVariables("))
        guard let lines = files[source] else { return Reply(errors: "Could not find file '\(source)'.\r\n", exit: 1) }
        var root = ""
        var current = ""
        var contents: [UInt8] = []
        for line in String(decoding: lines, as: UTF8.self).split(separator: "\r\n").map(String.init) {
            let path = String(decoding: Base64.bytes(String(line.dropFirst(2))) ?? [], as: UTF8.self)
            let place = path.isEmpty ? root : root + "\\" + path.replacing("/", with: "\\")
            switch line.prefix(2) {
            case "R:": root = full(path)
            case "D:": state.withLock { _ = $0.folders.insert(place) }
            case "F:":
                guard !folders.contains(place) else { return Reply(errors: "'\(place)' is denied.\r\n", exit: 1) }
                current = place
                set([], at: current)
            default:
                guard let bytes = Base64.bytes(line) else { return Reply(errors: "no base64\r\n", exit: 1) }
                contents += bytes
                state.withLock { $0.files[current, default: []] += bytes }
            }
        }
        state.withLock { _ = $0.files.removeValue(forKey: source) }
        return Reply(hash(contents))
    }

    private func hash(_ bytes: [UInt8]) -> String {
        let digits = (try? Digest.hex(of: bytes, .sha256).uppercased()) ?? ""
        let pairs = stride(from: 0, to: digits.count, by: 2).map { String(digits.dropFirst($0).prefix(2)) }
        return "H:" + pairs.joined(separator: "-") + "\r\n"
    }

    private func pack(_ script: String) -> Reply {
        let path = full(Self.literal(script, after: "$t=P "))
        let isFolder = script.contains("Get-ChildItem")
        let found = files.filter { isFolder ? $0.key.hasPrefix(path + "\\") : $0.key == path }.sorted {
            $0.key < $1.key
        }
        guard !found.isEmpty else { return Reply(errors: "Could not find '\(path)'.\r\n", exit: 1) }
        var text = ""
        for (name, bytes) in found {
            let relative = isFolder ? String(name.dropFirst(path.count + 1)) : ""
            text += "F:" + Base64.text(Array(relative.utf8)) + "\r\n"
            for start in stride(from: 0, to: bytes.count, by: 30000) {
                text += Base64.text(Array(bytes[start..<min(start + 30000, bytes.count)])) + "\r\n"
            }
        }
        text += hash(found.flatMap(\.value))
        // Pieces that end anywhere, as a pipe's do.
        var reply = Reply()
        let all = Array(text.utf8)
        reply.output = stride(from: 0, to: all.count, by: 10_007).map {
            .output(Array(all[$0..<min($0 + 10_007, all.count)]))
        }
        return reply
    }
}
