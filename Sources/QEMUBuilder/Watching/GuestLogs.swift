import AsyncSupport
import BuildEvents
import ComponentAPI
import Synchronization

/// Gets the guest's own logs, if it can still be talked to.
struct GuestLogs: Sendable {
    let log: BuildLog

    /// All logs together may take so long.
    private static let timeout = Duration.seconds(30)
    /// A guest that sends more than it was asked for is not listened to, in bytes.
    private static let limit = 1 << 19

    private struct Source {
        var name: String
        var command: String
    }

    /// For POSIX shells; what a guest does not have is left out.
    private static let sources = [
        Source(name: "journal", command: "journalctl -b --no-pager -n 4000"),
        Source(name: "kernel", command: "dmesg"),
        Source(
            name: "installer",
            command: "for f in /var/log/installer/syslog /var/log/installer/status /var/log/anaconda/anaconda.log"
                + " /var/log/installer/curtin-install.log /var/log/installer/subiquity-server-debug.log; do"
                + " [ ! -f $f ] || { echo \"== $f\"; tail -c 131072 $f; }; done"),
        Source(name: "cloud-init", command: "cat /var/log/cloud-init-output.log"),
        Source(name: "system", command: "cat /var/log/messages || cat /var/log/syslog"),
    ]

    /// Notes the logs for the report; what cannot be had is left out.
    func collect(from guest: any Communicator) async {
        let log = log
        // A guest that has gone away has no logs any more.
        try? await withDeadline(Self.timeout) {
            for source in Self.sources {
                let text = try await Self.output(of: source.command, on: guest)
                if !text.allSatisfy(\.isWhitespace) { log.emit(.exhibit(.guestLog(name: source.name, text: text))) }
            }
        }
    }

    /// Collects them if `body` fails, or where a report is wanted in any case.
    func around(_ guest: (any Communicator)?, isWanted: Bool, _ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch {
            if let guest, !Task.isCancelled, !(error is CancellationError) { await collect(from: guest) }
            throw error
        }
        if let guest, isWanted { await collect(from: guest) }
    }

    private static func output(of command: String, on guest: any Communicator) async throws -> String {
        let text = Mutex("")
        let script = "{ \(command); } 2>/dev/null | tail -c 262144"
        let asRoot = "if sudo -n true 2>/dev/null; then sudo -n sh -c '\(script)'; else \(script); fi"
        _ = try await guest.run(asRoot) { piece in
            guard case .standardOutput(let line) = piece else { return }
            text.withLock { if $0.utf8.count < limit { $0 += line + "\n" } }
        }
        return text.withLock { $0 }
    }
}
