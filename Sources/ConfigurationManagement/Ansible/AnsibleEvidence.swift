import Synchronization

/// What Ansible's output says about a failure: the task it was in, and its words.
struct AnsibleEvidence: Sendable, Equatable {
    /// `TASK [copy : write the file]`, the last that began.
    private(set) var task: String?
    /// The last lines that tell of a failure.
    private(set) var failures: [String] = []

    private static let mostFailures = 3
    private static let longestLine = 600

    /// Looks at a line of its output.
    mutating func read(_ line: String) {
        let text = Self.withoutColours(line)
        if let header = Self.header(text) {
            task = header
            failures = []
        } else if text.hasPrefix("fatal: ") || text.hasPrefix("failed: ") || text.hasPrefix("ERROR! ") {
            guard !text.hasSuffix("...ignoring") else { return }
            failures.append(String(text.prefix(Self.longestLine)))
            failures = failures.suffix(Self.mostFailures)
        } else if text == "...ignoring" {
            // What the playbook does not mind is no reason.
            failures = failures.dropLast()
        }
    }

    /// `TASK [name] ****` without its stars.
    private static func header(_ text: String) -> String? {
        guard text.hasPrefix("TASK [") || text.hasPrefix("RUNNING HANDLER ["), let end = text.lastIndex(of: "]")
        else { return nil }
        return String(text[...end].prefix(longestLine))
    }

    /// Takes away the sequences that set colours (ECMA-48, SGR).
    static func withoutColours(_ line: String) -> String {
        guard line.utf8.contains(0x1B) else { return line }
        var result = ""
        var rest = line[...]
        while let escape = rest.firstIndex(of: "\u{1B}") {
            result += rest[..<escape]
            rest = rest[rest.index(after: escape)...]
            guard rest.first == "[" else { continue }
            let end = rest.firstIndex { $0.isASCII && $0.isLetter }
            rest = end.map { rest[rest.index(after: $0)...] } ?? ""
        }
        return result + rest
    }
}

/// Evidence that several streams add to.
final class AnsibleWitness: Sendable {
    private let state = Mutex(AnsibleEvidence())

    var evidence: AnsibleEvidence { state.withLock { $0 } }

    func read(_ line: String) { state.withLock { $0.read(line) } }
}
