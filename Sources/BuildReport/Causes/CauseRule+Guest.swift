import BuildEvents
import Diagnostics

extension CauseRule {
    /// What goes wrong in a guest that was reached, or ends the machine.
    static let guest: [CauseRule] = [
        CauseRule(
            "out-of-memory", .likely, looksFor: "the kernel's words about memory that ran out",
            advice: ["Give the machine more memory (memory, in MiB)."]
        ) { build in
            let lines = (build.consoleLines + build.guestLogLines).filter { $0.contains(oneOf: lackOfMemory) }
            // This one names the program.
            return (lines.first(with: "out of memory: kill") ?? lines.first?.plain)
                .map { Finding("The guest ran out of memory: \"\($0)\".") }
        },
        CauseRule(
            "guest-disk-full", .certain, looksFor: "\"No space left on device\" in what the guest said last",
            advice: ["Give the machine a larger disk (disk_size), or install less."]
        ) { build in
            let said = build.isProvisioning ? build.lastOutput.suffix(20) + build.failureLines : []
            return (build.lastSerialLines.suffix(40) + build.lastScreen + said).first(with: noSpace)
                .map { Finding("The guest's disk is full: \"\($0)\".") }
        },
        CauseRule(
            "script-failed", .certain, looksFor: "a provisioner's script that ended with an unexpected status",
            advice: ["Read what the script printed before; -on-error=ask keeps the machine to look at."]
        ) { build in
            guard let failure = build.failureLines.first(with: "script exited with non-zero exit status") else {
                return nil
            }
            let status = failure.rest(after: "exit status: ")?.prefix { $0.isNumber } ?? "?"
            guard let last = build.lastOutput.last else {
                return Finding("A script ended with status \(status) and printed nothing.")
            }
            return Finding("A script ended with status \(status); its last words were \"\(last)\".")
        },
        CauseRule(
            "no-shutdown", .likely, looksFor: "a machine that was still there after shutdown_timeout",
            advice: ["Check that shutdown_command powers the machine off, or raise shutdown_timeout."]
        ) { build in
            guard build.failure?.summary == "Timeout waiting for shutdown" else { return nil }
            return Finding("The machine did not power itself off.")
        },
        CauseRule(
            "powered-off", .certain, looksFor: "a QEMU that ended well before the build was done with it",
            advice: [
                "Have the installer reboot instead of power off when it is done; only shutdown_command may end it."
            ]
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

extension CauseRule {
    /// The Linux kernel's words when a process is killed for want of memory, or there is none left to kill.
    static let lackOfMemory = [
        "out of memory: kill", "oom-kill:", "out of memory and no killable", "out of memory: compulsory panic",
        "deadlocked on memory",
    ]
}

extension RecordedBuild {
    var guestLogLines: [String] {
        guestLogs.flatMap { $0.text.split(whereSeparator: \.isNewline).suffix(500).map(String.init) }
    }

    /// What the script that failed printed last, at most so many lines.
    var lastOutput: [String] {
        let end = timeline.lastIndex { $0.text.text.hasPrefix("Provisioning step had errors") } ?? timeline.endIndex
        let output = timeline[..<end].reversed().prefix { $0.kind != .step }.filter { $0.kind != .log }
        return output.prefix(50).reversed().flatMap { moment in
            moment.text.text.split(whereSeparator: \.isNewline).map { String($0).plain }
        }.filter { !$0.isEmpty }
    }
}
