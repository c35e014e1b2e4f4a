import BuildEvents
import Diagnostics

extension CauseRule {
    /// What goes wrong in a guest that was reached, or ends the machine.
    static let guest: [CauseRule] = [
        CauseRule(
            "out-of-memory", .likely, looksFor: "the kernel's words about memory that ran out",
            advice: ["Give the machine more memory (memory, in MiB)."]
        ) { build in
            (build.consoleLines + build.guestLogLines).first(
                with: "out of memory: kill", "oom-kill:", "out of memory and no killable"
            ).map { Finding("The guest ran out of memory: \"\($0)\".") }
        },
        CauseRule(
            "script-failed", .certain, looksFor: "a provisioner's script that ended with an unexpected status",
            advice: ["Read what the script printed before; -on-error=ask keeps the machine to look at."]
        ) { build in
            guard let failure = build.failureLines.first(with: "script exited with non-zero exit status") else {
                return nil
            }
            let status = failure.rest(after: "exit status: ")?.prefix { $0.isNumber } ?? "?"
            guard let last = build.lastOutput else {
                return Finding("A script ended with status \(status) and printed nothing.")
            }
            return Finding("A script ended with status \(status); its last words were \"\(last)\".")
        },
        CauseRule(
            "no-shutdown", .certain, looksFor: "a machine that was still there after shutdown_timeout",
            advice: ["Check that shutdown_command powers the machine off, or raise shutdown_timeout."]
        ) { build in
            guard build.failure?.summary == "Timeout waiting for shutdown" else { return nil }
            return Finding("The machine did not power itself off.")
        },
        CauseRule(
            "powered-off", .certain, looksFor: "a QEMU that ended well before the build was done with it",
            advice: ["Have the installer reboot instead of power off when it is done; only shutdown_command may end it."]
        ) { build in
            let isOver = build.qemuEnded && build.failure?.detail.contains("(exit status 0)") == true
            return isOver ? Finding("The guest powered itself off before the build was done.") : nil
        },
        CauseRule(
            "qemu-died", .certain, looksFor: "a QEMU that ended while it was needed",
            advice: [
                "A QEMU that is killed mostly met the host's limit of memory: see the host's kernel log."
            ]
        ) { build in
            guard build.qemuEnded else { return nil }
            let how = build.failure?.detail.rest(after: "still needed it (")?.prefix { $0 != ")" } ?? "unknown"
            let said = build.lastWord.map { "; its last words were \"\($0)\"" } ?? " and said nothing"
            return Finding("QEMU died (\(how))\(said).")
        },
        CauseRule(
            "stands-still", .possible, looksFor: "a machine in which nothing changed for stall_timeout",
            advice: ["Look at the last screen: it shows where the machine stopped."]
        ) { build in
            guard build.failure?.summary == "The machine stands still" else { return nil }
            guard let line = build.lastScreen.last?.plain else { return Finding(build.failureStart) }
            return Finding("The machine stands still; the last line of its screen is \"\(line)\".")
        },
    ]
}

extension RecordedBuild {
    var guestLogLines: [String] {
        guestLogs.flatMap { $0.text.split(whereSeparator: \.isNewline).suffix(500).map(String.init) }
    }

    /// The last line that a script printed.
    var lastOutput: String? {
        timeline.last { $0.kind == .detail && !$0.text.text.trimmed.isEmpty }.flatMap { moment in
            moment.text.text.split(whereSeparator: \.isNewline).last.map { String($0).plain }
        }
    }
}
