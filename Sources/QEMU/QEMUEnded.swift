import Diagnostics
import HostOS

/// QEMU ended while it was needed.
package struct QEMUEnded: Error, Sendable {
    /// How the process ended.
    package var exit: ProcessExit
    /// Whether it ended before its monitor answered.
    package var duringStart: Bool
    /// Its program and arguments.
    package var command: [String]
    /// The last lines of its standard error.
    package var words: [String]

    /// Whether it said that all was well: the guest powered off.
    package var endedWell: Bool { exit.isSuccess }
}

extension QEMUEnded: DiagnosticConvertible {
    package var diagnostic: Diagnostic {
        let when = duringStart ? "while it started" : "while the build still needed it"
        let said = words.isEmpty ? "It said nothing." : "It said:\n" + words.joined(separator: "\n")
        let command = command.map(\.quotedForShell).joined(separator: " ")
        var advice = duringStart ? [] : ["A guest that halts or powers off by itself ends QEMU too."]
        if duringStart { advice.append("The command was: \(command)") }
        return Diagnostic("QEMU ended", detail: "QEMU ended \(when) (\(exit)). \(said)", advice: advice)
    }
}

extension QEMUEnded: CustomStringConvertible {
    package var description: String { diagnostic.detail }
}

extension String {
    /// As a POSIX shell reads it back.
    package var quotedForShell: String {
        let plain = utf8.allSatisfy { byte in
            switch Character(Unicode.Scalar(byte)) {
            case "a"..."z", "A"..."Z", "0"..."9", "-", "_", "=", ".", "/", ":", ",", "+", "@": true
            default: false
            }
        }
        if plain, !isEmpty { return self }
        return "'" + split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
