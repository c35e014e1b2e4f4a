import Diagnostics
import HostOS

/// An installed QEMU.
package struct QEMUProgram: Hashable, Sendable {
    /// Its full path.
    package var path: String
    /// Such as `7.2.22`; empty if it does not tell.
    package var version: String

    /// Looks the program up and asks for its version.
    ///
    /// - Throws: `DiagnosticError` if there is no such program, `HostError` if it cannot be run.
    package static func find(_ name: String) async throws -> QEMUProgram {
        guard let path = HostEnvironment.find(executable: name) else {
            throw DiagnosticError(
                Diagnostic(
                    "QEMU not found", detail: "There is no program \"\(name)\" on the PATH.",
                    advice: ["Install QEMU, for instance the package qemu-system-x86, or set qemu_binary."]))
        }
        let result = try await runProcess(path, ["-version"], outputLimit: 1 << 16)
        return QEMUProgram(path: path, version: version(in: result.outputText))
    }

    static func version(in text: String) -> String {
        let words = text.prefix { !$0.isNewline }.split(separator: " ")
        guard let index = words.firstIndex(of: "version"), words.indices.contains(index + 1) else { return "" }
        return String(words[index + 1])
    }

    /// Whether it can show a window of that kind: its module may be missing.
    package func hasDisplay(_ kind: String) async throws -> Bool {
        let result = try await runProcess(path, ["-display", "help"], outputLimit: 1 << 16)
        return result.outputText.split(whereSeparator: \.isNewline).contains(Substring(kind))
    }
}
