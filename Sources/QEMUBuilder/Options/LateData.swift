import ComponentAPI
import Diagnostics
import GoTemplate

/// The names that options rendered while the build runs may use, with values that stand for the real ones.
///
/// A misspelt name is found by them at validation, and not after a download and half an installation.
enum LateData {
    /// For boot commands and cloud-init's data.
    static let guest: [String: GoValue] = [
        "HTTPIP": .string(""), "HTTPPort": .int(0), "Name": .string(""), "SSHPublicKey": .string(""),
        "SerialConsole": .string(""),
    ]

    /// For `qemuargs`, `qemuargs_append` and `kernel_arguments`.
    static func commandLine(_ http: NetworkOptions.HTTPOptions?) -> [String: GoValue] {
        let own: [String: GoValue] = [
            "HTTPDir": .string(http?.directory ?? ""),
            "HTTPContent": .map((http?.content ?? [:]).mapValues { .string($0) }), "OutputDir": .string(""),
            "SSHHostPort": .int(0),
        ]
        return guest.merging(own) { _, own in own }
    }
}

/// A text names something that nobody gives it.
struct UnknownLateName: Error, CustomStringConvertible {
    let names: [String]
    let known: [String]

    var description: String {
        let words = names.map { name in
            let near = Suggestion.nearest(to: name, among: known).map { " (did you mean \($0)?)" } ?? ""
            return "there is no name .\(name)\(near)"
        }
        return words.joined(separator: ", ") + ". There are \(known.sorted().joined(separator: ", "))."
    }
}

extension TemplateContext {
    /// Renders a text, and takes a name without a value for a mistake: the guest would get the words "<no value>".
    func renderedStrictly(_ text: String) throws -> String {
        let result = try render(text)
        let missing = "<no value>"
        guard result.contains(missing), !text.contains(missing) else { return result }
        throw UnknownLateName(names: Self.names(in: text).filter { data[$0] == nil }, known: Array(data.keys))
    }

    /// The names after a dot in the actions of a text.
    private static func names(in text: String) -> [String] {
        text.split(separator: "{{", omittingEmptySubsequences: false).dropFirst().flatMap { piece in
            let action = piece.firstRange(of: "}}").map { piece[..<$0.lowerBound] } ?? piece
            let words = action.split { " ()|".contains($0) }.filter { $0.first == "." }
            return words.map { String($0.dropFirst().prefix { $0.isLetter || $0.isNumber || $0 == "_" }) }
        }
    }
}

extension OptionReader {
    /// Complains of texts that could not be rendered with these names.
    func checkRendering(_ texts: [String], with data: [String: GoValue], of name: String) {
        let context = templating.adding(data)
        for text in texts {
            do {
                _ = try context.renderedStrictly(text)
            } catch {
                self.error("Error in template string", "The option \"\(name)\" could not be rendered: \(error)")
            }
        }
    }
}
