import Diagnostics

/// Splits a boot command into steps.
///
/// A `<` that starts neither a wait nor a key stands for itself, as templates rely on.
struct BootCommandParser {
    var diagnostics: [Diagnostic] = []
    let text: [Unicode.Scalar]
    var position = 0

    /// How long a tag can be, in characters: those beyond are text that happens to contain brackets.
    static let longestTag = 64

    init(_ text: String) {
        self.text = Array(text.unicodeScalars)
    }

    mutating func parse() -> [BootCommand.Step] {
        var steps: [BootCommand.Step] = []
        while position < text.count {
            if let step = tag() {
                steps.append(step)
            } else {
                steps.append(.press(.character(text[position])))
                position += 1
            }
        }
        return steps
    }

    /// Reads `<…>` if it means something, and moves behind it.
    private mutating func tag() -> BootCommand.Step? {
        guard text[position] == "<" else { return nil }
        if let toggle = characterToggle() { return toggle }
        if let wait = conditionWait() { return wait }
        let start = position + 1
        let limit = min(text.count, start + Self.longestTag)
        guard let end = text[start..<limit].firstIndex(of: ">") else { return nil }
        var name = String.UnicodeScalarView()
        name.append(contentsOf: text[start..<end])
        guard let step = step(named: String(name)) else { return nil }
        position = end + 1
        return step
    }

    /// Reads `<XOn>` and `<XOff>` for any one character X, which may be `>` itself.
    private mutating func characterToggle() -> BootCommand.Step? {
        for (suffix, isOn) in [("on>", true), ("off>", false)] {
            let end = position + 2 + suffix.count
            guard end <= text.count else { continue }
            let found = String(text[(position + 2)..<end].map { Character($0) }).lowercased()
            guard found == suffix else { continue }
            let key = BootKey.character(text[position + 1])
            position = end
            return isOn ? .hold(key) : .release(key)
        }
        return nil
    }

    private mutating func step(named name: String) -> BootCommand.Step? {
        if name.hasPrefix("wait"), let wait = wait(String(name.dropFirst(4)), tag: name) { return wait }
        if let key = NamedKey(name: name) { return .press(.named(key)) }
        for (suffix, isOn) in [("on", true), ("off", false)] where name.lowercased().hasSuffix(suffix) {
            guard let key = NamedKey(name: name.dropLast(suffix.count)) else { continue }
            return isOn ? .hold(.named(key)) : .release(.named(key))
        }
        warnOfUnknownKey(name)
        return nil
    }

    private mutating func wait(_ time: String, tag: String) -> BootCommand.Step? {
        guard !time.isEmpty else { return .wait(.seconds(1)) }
        guard let duration = Int(time).map({ Duration.seconds($0) }) ?? BootDuration.parse(time) else { return nil }
        if duration <= .zero {
            diagnostics.append(
                Diagnostic(
                    .error, "Invalid wait in boot command",
                    detail: "The boot command has <\(tag)>, but a wait must be longer than nothing."))
        }
        return .wait(max(duration, .zero))
    }

    private mutating func warnOfUnknownKey(_ name: String) {
        let looksLikeKey = name.unicodeScalars.count > 1 && name.utf8.allSatisfy(Self.isLetterOrDigit)
        guard looksLikeKey else { return }
        var known = NamedKey.allCases.map(\.rawValue) + ["wait"]
        known += NamedKey.allCases.flatMap { ["\($0.rawValue)On", "\($0.rawValue)Off"] }
        let lowercased = name.lowercased()
        // Its own warning says more.
        guard !isConditionWait(lowercased) else { return }
        let nearest = known.first { $0.lowercased() == lowercased } ?? Suggestion.nearest(to: name, among: known)
        diagnostics.append(
            Diagnostic(
                .warning, "Unknown key in boot command",
                detail: "No key has the name \"\(name)\", so the characters <\(name)> are typed as they are.",
                advice: nearest.map { ["Did you mean <\($0)>?"] } ?? []))
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        default: false
        }
    }
}
