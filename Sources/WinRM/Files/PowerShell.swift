internal import Cryptography

/// Texts for Windows PowerShell.
package enum PowerShell {
    /// The command line that runs a script without any question of quoting.
    package static func command(_ script: String, program: String = "powershell") -> String {
        "\(program) -NoProfile -NonInteractive -ExecutionPolicy Bypass -EncodedCommand \(encoded(script))"
    }

    /// A script as `-EncodedCommand` takes it.
    package static func encoded(_ script: String) -> String {
        Base64.text(NTLMKeys.utf16(script))
    }

    /// A text as a literal in which nothing has a meaning.
    ///
    /// PowerShell takes the typographic quotes for quotes as well.
    package static func literal(_ text: String) -> String {
        "'" + text.map { "'\u{2018}\u{2019}\u{201A}\u{201B}".contains($0) ? "\($0)\($0)" : "\($0)" }.joined() + "'"
    }
}
