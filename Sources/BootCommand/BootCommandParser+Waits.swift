import Diagnostics

/// Waits for what the machine shows: `<waitText "boot:" 2m>`, `<waitGone '…'>`, `<waitScreenStill 2s>`,
/// `<waitSerial "…">`.
extension BootCommandParser {
    private static let words = ["waittext", "waitgone", "waitserial", "waitscreenstill"]
    /// A pattern beyond this length is no pattern, in characters.
    private static let longestPattern = 4096

    /// Whether a wait for what the machine shows has that lowercased name.
    func isConditionWait(_ name: String) -> Bool { Self.words.contains(name) }

    /// Reads such a wait and moves behind it; `nil` for anything else, which stands for itself as ever.
    mutating func conditionWait() -> BootCommand.Step? {
        guard let word = waitWord() else { return nil }
        var cursor = position + 1 + word.count
        let isStill = word == "waitscreenstill"
        let pattern = isStill ? "" : quotedText(at: &cursor)
        guard let pattern, let arguments = words(at: &cursor, atMost: isStill ? 2 : 1) else {
            warnOfForm(word)
            return nil
        }
        guard let condition = condition(word, pattern, arguments) else { return nil }
        position = cursor
        return .await(condition)
    }

    /// The lowercased word behind the `<` if it is one of ours and ends there.
    private func waitWord() -> String? {
        let letters = text[(position + 1)...].prefix(16).prefix { $0.properties.isAlphabetic }
        let word = String(letters.map { Character($0) }).lowercased()
        guard Self.words.contains(word), let next = scalar(position + 1 + word.count) else { return nil }
        return next == " " || next == ">" ? word : nil
    }

    private func scalar(_ index: Int) -> Unicode.Scalar? {
        text.indices.contains(index) ? text[index] : nil
    }

    /// Reads blanks and a text in double or single quotes; a backslash takes the meaning from the next character.
    private func quotedText(at cursor: inout Int) -> String? {
        let start = cursor
        while scalar(cursor) == " " { cursor += 1 }
        guard cursor > start, let quote = scalar(cursor), quote == "\"" || quote == "'" else { return nil }
        cursor += 1
        var content = String.UnicodeScalarView()
        while let next = scalar(cursor), content.count <= Self.longestPattern {
            cursor += 1
            if next == quote { return String(content) }
            content.append(next)
            guard next == "\\", let escaped = scalar(cursor) else { continue }
            content.append(escaped)
            cursor += 1
        }
        return nil
    }

    /// Reads words with blanks between them up to the closing bracket.
    private func words(at cursor: inout Int, atMost most: Int) -> [String]? {
        let rest = text[cursor...].prefix(BootCommandParser.longestTag)
        guard let end = rest.firstIndex(of: ">") else { return nil }
        let words = String(text[cursor..<end].map { Character($0) }).split(separator: " ").map(String.init)
        cursor = end + 1
        return words.count <= most ? words : nil
    }

    private mutating func condition(_ word: String, _ pattern: String, _ arguments: [String]) -> BootCondition? {
        var durations: [Duration] = []
        for argument in arguments {
            guard let duration = Int(argument).map({ .seconds($0) }) ?? BootDuration.parse(argument), duration > .zero
            else {
                fail("In <\(word) …> of the boot command, \"\(argument)\" is no time such as 30s or 2m.")
                return nil
            }
            durations.append(duration)
        }
        if word == "waitscreenstill" {
            return BootCondition(
                .screenIsStill(durations.first ?? BootCondition.defaultStillness),
                timeout: durations.dropFirst().first ?? BootCondition.defaultTimeout)
        }
        return subject(word, pattern).map {
            BootCondition($0, timeout: durations.first ?? BootCondition.defaultTimeout)
        }
    }

    private mutating func subject(_ word: String, _ text: String) -> BootCondition.Subject? {
        do throws(TextPattern.Invalid) {
            let pattern = try TextPattern(text)
            switch word {
            case "waitgone": return .screenLacks(pattern)
            case "waitserial": return .serialSays(pattern)
            default: return .screenShows(pattern)
            }
        } catch {
            fail("The pattern \"\(text)\" of the boot command cannot be waited for: \(error.reason).")
            return nil
        }
    }

    private mutating func fail(_ detail: String) {
        diagnostics.append(Diagnostic(.error, "Invalid wait in boot command", detail: detail))
    }

    private mutating func warnOfForm(_ word: String) {
        let example = word == "waitscreenstill" ? "<waitScreenStill 2s>" : "<waitText 'boot:' 60s>"
        diagnostics.append(
            Diagnostic(
                .warning, "Unknown wait in boot command",
                detail: "The boot command has <\(word), but not as a wait is written, so it is typed as text.",
                advice: ["Write it like \(example)."]))
    }
}
