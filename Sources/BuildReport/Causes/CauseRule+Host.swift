import BuildEvents
import Diagnostics

extension CauseRule {
    /// What goes wrong on this side: the host's disk, downloads, QEMU itself.
    static let host: [CauseRule] = [
        CauseRule(
            "host-disk-full", .certain,
            looksFor: "the machine stopped by an I/O error, or \"No space left on device\" in the failure itself",
            advice: [
                "Make room where that file is, or use another place: output_directory for disks, INGOT_CACHE_DIR for downloads."
            ]
        ) { build in
            if build.state == "io-error" || build.failure?.detail.contains("(io-error)") == true {
                return Finding("The host's disk is full: QEMU could not write the guest's data.")
            }
            let lines = build.words + (build.isProvisioning ? [] : build.failureLines)
            return lines.first(with: noSpace).map { Finding("The host's disk is full: \"\($0)\".") }
        },
        CauseRule(
            "wrong-checksum", .certain, looksFor: "a download whose sum is not the expected one",
            advice: ["Compare iso_checksum with the sum that the publisher gives for this very file."]
        ) { build in
            guard build.failure?.summary == "Wrong checksum" else { return nil }
            return Finding("The installer is not the file that the template means: \(build.failureStart)")
        },
        CauseRule(
            "download-failed", .certain, looksFor: "a file that could not be had from any of its addresses",
            advice: ["Correct iso_url, or fetch the file by other means and name its path."]
        ) { build in
            guard build.failure?.summary == "Download failed" else { return nil }
            return Finding("The installer could not be had: \(build.failureStart)")
        },
        CauseRule(
            "file-missing", .certain, looksFor: "a file of this host that is not there",
            advice: ["Correct the path in the template; relative paths count from the working directory."]
        ) { build in
            guard !build.isProvisioning else { return nil }
            return build.failureLines.first(with: ["cannot read", "cannot open"], and: ["no such file"])
                .map { Finding("A file is missing on this host: \($0)") }
        },
        CauseRule(
            "no-kvm", .certain, looksFor: "words of QEMU or of Ingot's own test about KVM, or the state internal-error",
            advice: ["Set accelerator = \"tcg\", which works everywhere, or use a host whose KVM works."]
        ) { build in
            if build.state == "internal-error" {
                return Finding("QEMU could not carry out the guest's instructions (internal-error).")
            }
            if build.failure?.summary == "KVM not usable" {
                return Finding("KVM does not work here: \(build.failureStart)")
            }
            return build.qemuWords.first(
                with: "access kvm kernel module", "failed to initialize kvm", "kvm_init"
            ).map { Finding("KVM does not work here: \"\($0)\".") }
        },
        CauseRule(
            "disk-in-use", .certain, looksFor: "QEMU's words about the lock of a disk image",
            advice: ["End the other machine that uses the image."]
        ) { build in
            build.qemuWords.first(with: "to get \"write\" lock", "to get shared \"write\" lock")
                .map { Finding("Another machine uses the same disk image: \"\($0)\".") }
        },
        CauseRule(
            "port-taken", .certain, looksFor: "QEMU's words about a port that it cannot have",
            advice: ["Leave the port to Ingot (host_port_min, vnc_port_min), or end the program that has it."]
        ) { build in
            guard build.qemuEnded else { return nil }
            return build.qemuWords.first(with: "host forwarding rule", "address already in use")
                .map { Finding("QEMU could not have a port: \"\($0)\".") }
        },
        CauseRule(
            "qemu-refused", .certain, looksFor: "QEMU ended before its monitor answered",
            advice: ["Correct qemuargs or the option that QEMU names; qemu-command.txt in the report has the command."]
        ) { build in
            guard build.qemuEnded, build.failure?.detail.contains("while it started") == true else { return nil }
            guard let words = build.lastWord else { return Finding("QEMU did not start, and said nothing.") }
            return Finding("QEMU did not start: \"\(words)\".")
        },
    ]

    static let noSpace = "no space left on device"
}

extension RecordedBuild {
    /// What failed in its own words.
    var failureLines: [String] {
        guard let failure else { return [] }
        return [failure.summary] + failure.detail.split(separator: "\n").map(String.init)
    }

    /// The first line of what failed.
    var failureStart: String { failureLines.dropFirst().first?.plain ?? failure?.summary ?? "" }

    /// Whether the guest was let in to last, so that what failed was done there.
    var isProvisioning: Bool {
        let last = timeline.last { moment in
            ["Connected to ", "Gracefully halting", "Converting hard drive"].contains(where: moment.text.text.hasPrefix)
        }
        return last?.text.text.hasPrefix("Connected to ") == true
    }

    var qemuEnded: Bool { failure?.summary == "QEMU ended" }

    /// What the hypervisor said, also where it ended before it was a machine.
    var qemuWords: [String] { qemuEnded ? words + failureLines : words }

    /// The last of the hypervisor's words.
    var lastWord: String? { words.last { !$0.trimmed.isEmpty }?.plain ?? saidAtStart }

    /// QEMU's last line where it ended before it was a machine.
    private var saidAtStart: String? {
        guard qemuEnded, let failure, failure.detail.contains("It said:") else { return nil }
        return failure.detail.split(separator: "\n").last.map { String($0).plain }
    }
}
