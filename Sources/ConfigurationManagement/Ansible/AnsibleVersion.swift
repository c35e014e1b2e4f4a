import BuildEvents
import HostOS

/// The version of Ansible that a command is.
enum AnsibleVersion {
    /// Asks a command.
    ///
    /// - Throws: `AnsibleFailure` if it cannot be run or says nothing that is a version.
    static func ask(_ command: String, environment: [String: String]) async throws -> String {
        let result: ProcessResult
        do {
            result = try await runProcess(command, ["--version"], environment: environment, outputLimit: 1 << 20)
        } catch let error as HostError {
            throw AnsibleFailure.versionCheck(command, error.description)
        }
        guard result.exit == .status(0) else {
            throw AnsibleFailure.versionCheck(command, "\(result.exit): \(firstLine(result.errorText))")
        }
        guard let version = version(in: result.outputText) else {
            throw AnsibleFailure.versionCheck(
                command, "it tells no version but \"\(firstLine(result.outputText))\"")
        }
        return version
    }

    /// The first number with at least one dot in it: `ansible [core 2.14.18]`, `ansible 1.9.6`.
    static func version(in text: String) -> String? {
        let candidates = text.split { !($0.isASCII && ($0.isNumber || $0 == ".")) }
        return candidates.lazy.map { $0.split(separator: ".") }
            .first { parts in parts.count >= 2 && parts.allSatisfy { $0.count < 10 } }?
            .joined(separator: ".")
    }

    /// The number before the first dot; 0 for a version that is not known.
    static func major(_ version: String?) -> Int {
        version?.split(separator: ".").first.flatMap { Int($0) } ?? 0
    }

    private static func firstLine(_ text: String) -> String {
        TerminalText.printable(
            String(text.split(whereSeparator: \.isNewline).first ?? "nothing").prefix(200).description)
    }
}
