import BuildEvents
import Diagnostics

extension CauseRule {
    /// What goes wrong between us and the guest's SSH server.
    static let connection: [CauseRule] = [
        CauseRule(
            "login-refused", .certain, looksFor: "SSH logins that the guest refused",
            advice: [
                "Compare ssh_username and ssh_password (or the key) with the account that the answers file makes, and "
                    + "see whether the server allows passwords for it."
            ]
        ) { build in
            guard build.isUnreachable, let last = build.attempts.last, last.stage == "authentication" else {
                return nil
            }
            return Finding("The guest's SSH server refused the login: \(last.seen.plain)")
        },
        CauseRule(
            "no-common-algorithm", .certain, looksFor: "SSH connections that ended in the key exchange",
            advice: ["Compare the algorithms that both sides offer; see ssh_ciphers."]
        ) { build in
            guard build.isUnreachable, let last = build.attempts.last, last.stage == "keyExchange" else { return nil }
            return Finding("The guest's SSH server and this program did not agree: \(last.seen.plain)")
        },
        CauseRule(
            "no-ssh-server", .likely, looksFor: "a login prompt on the screen, but no SSH server",
            advice: [
                "Have the installer install and start an SSH server, and check the guest's network and firewall."
            ]
        ) { build in
            guard build.isUnreachable, let line = build.lastScreen.last?.plain, line.hasSuffix("login:") else {
                return nil
            }
            return Finding("The guest is up (\"\(line)\") but has no SSH server that answers.")
        },
        CauseRule(
            "ssh-refused", .possible, looksFor: "SSH connections that were refused or got no answer",
            advice: [
                "Look at the screen: is the installer still at work (raise ssh_timeout), and does the guest start an "
                    + "SSH server at boot?"
            ]
        ) { build in
            guard build.isUnreachable, let last = build.attempts.last else { return nil }
            return Finding("The guest never answered by SSH: \(last.seen.plain)")
        },
    ]
}

extension RecordedBuild {
    var isUnreachable: Bool {
        failure?.summary == "The machine cannot be reached" || failure?.summary == "The machine stands still"
    }
}
