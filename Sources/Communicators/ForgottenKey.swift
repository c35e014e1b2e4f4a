/// The command that takes a generated key out of a machine's lists of keys that may log in.
package struct ForgottenKey: Sendable {
    /// The part of a public key's line that no other key has, in base64.
    private let body: String

    /// - Returns: `nil` if `publicLine` is no line of a public key.
    package init?(publicLine: String) {
        let words = publicLine.split(separator: " ")
        guard words.count >= 2, words[1].utf8.allSatisfy(Self.isBase64) else { return nil }
        body = String(words[1])
    }

    /// For a POSIX shell: rewrites the user's list and root's, where they are and may be written.
    ///
    /// The files are written in place, so that owner, mode and SELinux label stay.
    package var command: String {
        let forget =
            "forget() { [ -f \"$1\" ] || return 0; t=$(mktemp) || return 1; "
            + "grep -vF '\(body)' \"$1\" >\"$t\"; [ $? -le 1 ] && cat \"$t\" >\"$1\"; s=$?; rm -f \"$t\"; return $s; }"
        let root = "/root/.ssh/authorized_keys"
        return """
            \(forget)
            forget "$HOME/.ssh/authorized_keys" || exit 1
            if [ "$(id -u)" = 0 ]; then forget \(root)
            elif sudo -n true 2>/dev/null; then sudo -n sh -c "$(cat <<'END'
            \(forget)
            forget \(root)
            END
            )"; fi
            """
    }

    private static func isBase64(_ byte: UInt8) -> Bool {
        switch Character(Unicode.Scalar(byte)) {
        case "a"..."z", "A"..."Z", "0"..."9", "+", "/", "=": true
        default: false
        }
    }
}
