import HostOS
import TestSupport
import Testing

/// What goes wrong on this host: the cause is named on the terminal and in the report.
@Suite(.turnLimit) struct HostCauseTests {
    /// Options with which there will be no machine.
    struct Case: Sendable, CustomTestStringConvertible {
        var rule: String
        var words: String
        var options: [String: String]

        var testDescription: String { rule }
    }

    @Test(arguments: [
        Case(
            rule: "qemu-refused", words: "-no-such-switch: invalid option",
            options: ["qemuargs": #"[["-no-such-switch"]]"#]),
        Case(
            rule: "wrong-checksum", words: "is not the file that the template means",
            options: ["iso_checksum": "\"sha256:\(String(repeating: "0", count: 64))\""]),
        Case(
            rule: "download-failed", words: "could not be had",
            options: ["iso_url": #""http://127.0.0.1:1/nowhere.img""#]),
        Case(rule: "file-missing", words: "nowhere.img", options: ["iso_url": #""nowhere.img""#]),
    ])
    func `what goes wrong before there is a machine is named`(case: Case) async throws {
        try await IngotFixture.with(idle: true) { ingot in
            try EmptyMachine().with(`case`.options).put(in: ingot)
            try await ingot.fail(as: `case`.rule, saying: `case`.words)
        }
    }

    @Test func `a disk image that another machine uses is named`() async throws {
        try await IngotFixture.with(idle: true) { ingot in
            let image = ingot.directory + "/shared.img"
            try HostFiles.write([UInt8](repeating: 0, count: 1 << 20), to: image)
            try EmptyMachine().with(["qemuargs": #"[["-drive", "file=shared.img,format=raw"]]"#]).put(in: ingot)
            let other = try await ChildProcess.start(
                "qemu-system-x86_64",
                ["-S", "-display", "none", "-drive", "file=\(image),format=raw", "-qmp", "stdio"],
                environment: HostEnvironment.variables, standardOutput: .pipe)
            try await withChildProcess(other, ladder: .immediate) { other in
                // Its greeting: by then it has the image.
                let greeting = try await other.standardOutput?.read(upTo: 1 << 10)
                #expect(greeting?.isEmpty == false)
                try await ingot.fail(as: "disk-in-use", saying: "Failed to get \"write\" lock")
            }
        }
    }

    @Test func `a port that somebody has is named`() async throws {
        try await HeldPorts.with(count: 1) { ports in
            try await IngotFixture.with(idle: true) { ingot in
                try EmptyMachine.unreachable.with(["skip_nat_mapping": "true", "ssh_port": "\(ports.first)"])
                    .put(in: ingot)
                try await ingot.fail(as: "port-taken", saying: "127.0.0.1:\(ports.first)-")
            }
        }
    }

    /// A way of asking for KVM.
    struct KVMRequest: Sendable, CustomTestStringConvertible {
        var options: [String: String]
        var words: String

        var testDescription: String { words }
    }

    @Test(arguments: [
        KVMRequest(options: ["accelerator": #""kvm""#], words: "The template asks for accelerator = \"kvm\", but"),
        KVMRequest(
            options: ["accelerator": #""none""#, "qemuargs": #"[["-accel", "kvm"]]"#], words: "-accel kvm: failed"),
    ])
    func `a host without KVM is named`(request: KVMRequest) async throws {
        try await IngotFixture.with(idle: true) { ingot in
            try EmptyMachine().with(request.options).put(in: ingot)
            // Whatever this host can do, the program is given a device that is none.
            let hide = "[ ! -e /dev/kvm ] || mount --bind /dev/null /dev/kvm && exec \"$@\""
            try await ingot.fail(as: "no-kvm", saying: request.words, wrapper: Mounts.wrapper(hide, "sh"))
        }
    }

    @Test func `a disk of the host that the guest fills up is named`() async throws {
        try await IngotFixture.with(idle: true) { ingot in
            try EmptyMachine.unreachable.with(["disk_size": #""64M""#, "output_directory": #""small/output""#])
                .put(in: ingot)
            try WritingMachine().putDisk(in: ingot)
            try HostFiles.createDirectory(ingot.directory + "/small")
            let mount = "mount -t tmpfs -o size=1m tmpfs \"$0\" && exec \"$@\""
            try await ingot.fail(
                as: "host-disk-full", saying: "QEMU could not write the guest's data", ["-report=reports"],
                wrapper: Mounts.wrapper(mount, ingot.directory + "/small"), report: "reports/qemu.empty")
        }
    }
}

/// Commands that give a program a view of the file system of its own.
enum Mounts {
    /// - Parameters:
    ///   - script: mounts what it likes, then runs `"$@"`.
    ///   - name: its `$0`.
    static func wrapper(_ script: String, _ name: String) -> [String] {
        // Who is not root may mount in a user namespace of his own.
        ["/usr/bin/unshare", HostEnvironment.isRoot ? "-m" : "-rm", "/bin/sh", "-c", script, name]
    }
}
