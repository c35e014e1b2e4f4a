import HostOS
import TestSupport
import Testing

/// Ctrl-C and its like at every stage: exit status 1, nothing left, and the earlier artifact in its place.
@Suite(.turnLimit) struct InterruptTests {
    private static let login = ["communicator": #""ssh""#, "ssh_username": #""u""#, "ssh_password": #""hidden-word""#]

    /// What a build does, by the line that tells that it does it.
    struct Stage: CustomTestStringConvertible, Sendable {
        var name: String
        var line: String
        var options: [String: String] = [:]
        var build = ""
        var testDescription: String { name }
    }

    private static let stages = [
        Stage(
            name: "waiting for the boot loader", line: "Waiting 10m0s for boot...", options: ["boot_wait": #""10m""#]),
        Stage(
            name: "typing", line: "Typing the boot command...",
            options: ["boot_command": #"["a<wait10m>b"]"#]),
        Stage(name: "waiting for SSH", line: "Waiting for SSH to become available...", options: login),
        Stage(
            name: "a script on this host", line: "under way",
            build: #"provisioner "shell-local" { inline = ["echo under way", "sleep 1000 & wait"] }"#),
    ]

    /// Runs a forced build over an earlier artifact until it says `line`, and sends a signal then.
    private func interrupt(
        _ machine: EmptyMachine, in ingot: IngotFixture, at line: String, by signal: ProcessSignal = .interrupt,
        keepsEarlier: Bool = true
    ) async throws {
        try machine.put(in: ingot)
        try EarlierArtifact().put(in: ingot)
        let result = try await ingot.start(["build", "-color=false", "-force", "t.pkr.hcl"]) { run in
            try await run.line(with: line)
            return try await run.end(by: signal)
        }
        #expect(result.exit == .status(1), "\(result.text)")
        let name = [.terminate: "terminated", .hangUp: "hangup"][signal, default: "interrupt"]
        #expect(result.lines.contains("Cancelling build after receiving \(name)"), "\(result.text)")
        #expect(result.lines.contains("Cleanly cancelled builds after being interrupted."), "\(result.text)")
        #expect(!result.text.contains("hidden-word"))
        if keepsEarlier { #expect(try EarlierArtifact().isWhole(in: ingot), "\(result.text)") }
    }

    @Test(arguments: stages) func `Ctrl-C ends a build that is`(_ stage: Stage) async throws {
        try await IngotFixture.with { ingot in
            try await interrupt(EmptyMachine().with(stage.options, build: stage.build), in: ingot, at: stage.line)
        }
    }

    @Test(arguments: [ProcessSignal.terminate, .hangUp])
    func `SIGTERM and SIGHUP end a build as Ctrl-C does`(_ signal: ProcessSignal) async throws {
        try await IngotFixture.with { ingot in
            let stage = Self.stages[0]
            try await interrupt(EmptyMachine().with(stage.options), in: ingot, at: stage.line, by: signal)
        }
    }

    @Test func `Ctrl-C ends a download that stalls`() async throws {
        try await SilentServer.with { server in
            try await IngotFixture.with { ingot in
                let address = "http://127.0.0.1:\(server.port)/disk.img"
                try await interrupt(
                    EmptyMachine().with(["iso_url": "\"\(address)\""]), in: ingot, at: "Downloading \(address)")
            }
        }
    }

    @Test func `Ctrl-C ends a script in the guest`() async throws {
        try await SSHDFixture.with { server in
            try await IngotFixture.with { ingot in
                // What runs in the guest cannot be ended by us, so it ends with the fixture's folder.
                let build = """
                    provisioner "shell" {
                      remote_folder = "\(server.directory)"
                      inline = ["echo under way", "while [ -e \(ingot.directory) ]; do sleep 0.2; done"]
                    }
                    """
                try await interrupt(EmptyMachine().reached(by: server, build: build), in: ingot, at: "under way")
            }
        }
    }

    @Test func `Ctrl-C ends the conversion of the disk`() async throws {
        try await SSHDFixture.with { server in
            try await IngotFixture.with { ingot in
                var ingot = ingot
                try stallConversion(&ingot)
                try await interrupt(
                    EmptyMachine().reached(by: server, build: ""), in: ingot, at: "conversion is under way")
            }
        }
    }

    /// Puts a `qemu-img` before the real one that never ends the last conversion, and says so by ingot's own output.
    private func stallConversion(_ ingot: inout IngotFixture) throws {
        let folder = ingot.directory + "/bin"
        try HostFiles.createDirectory(folder)
        let real = try #require(HostEnvironment.find(executable: "qemu-img"))
        let script = """
            #!/bin/sh
            case "$*" in
            *.convert)
                echo "conversion is under way" >/proc/$PPID/fd/1
                exec sleep 1000
                ;;
            esac
            exec \(real) "$@"

            """
        try HostFiles.write(script, to: folder + "/qemu-img", mode: 0o755)
        ingot.variables["PATH"] = folder + ":" + (HostEnvironment.variable("PATH") ?? "/usr/bin:/bin")
    }

    @Test func `Ctrl-C ends a post-processor, and the image that was made stays`() async throws {
        try await SSHDFixture.with { server in
            try await IngotFixture.with { ingot in
                let build = #"post-processor "shell-local" { inline = ["echo under way", "sleep 1000 & wait"] }"#
                try await interrupt(
                    EmptyMachine().reached(by: server, build: build), in: ingot, at: "under way", keepsEarlier: false)
                let check = try await runProcess("qemu-img", ["check", ingot.directory + "/output/image.qcow2"])
                #expect(check.exit == .status(0), "\(check.errorText)")
            }
        }
    }

    @Test func `a second Ctrl-C ends the program at once, and its machine with it`() async throws {
        try await IngotFixture.with { ingot in
            let build = #"provisioner "shell-local" { inline = ["trap '' TERM", "echo under way", "sleep 1000"] }"#
            try EmptyMachine().with([:], build: build).put(in: ingot)
            try await ingot.start(["build", "-color=false", "t.pkr.hcl"]) { run in
                try await run.line(with: "under way")
                let machines = ingot.machines()
                #expect(machines.count == 1)
                run.process.signal(.interrupt)
                try await run.line(with: "Cancelling build")
                let result = try await run.end(by: .interrupt)
                #expect(result.exit == .signal(2), "\(result.text)")
                for machine in machines { try await waitForEnd(of: machine.id) }
            }
            let cleanup = try await ingot.run(["cleanup"])
            #expect(cleanup.exit == .status(0), "\(cleanup.text)")
        }
    }

    @Test func `a killed program takes its machine with it, and ingot cleanup removes the rest`() async throws {
        try await IngotFixture.with { ingot in
            let stage = Self.stages[0]
            try EmptyMachine().with(stage.options).put(in: ingot)
            try await ingot.start(["build", "-color=false", "t.pkr.hcl"]) { run in
                try await run.line(with: stage.line)
                let machines = ingot.machines()
                #expect(machines.count == 1)
                let result = try await run.end(by: .kill)
                #expect(result.exit == .signal(9))
                for machine in machines { try await waitForEnd(of: machine.id) }
            }
            #expect(ingot.machines().isEmpty)
            let folders = ingot.socketFolders()
            #expect(folders.filter { HostFiles.exists($0) }.count == 1)
            let cleanup = try await ingot.run(["cleanup"])
            #expect(cleanup.exit == .status(0), "\(cleanup.text)")
            for folder in folders { #expect(cleanup.text.contains("\(folder) is gone"), "\(cleanup.text)") }
            #expect(ingot.leftovers().isEmpty)
            #expect(try await ingot.run(["cleanup"]).text == "There is nothing to clean up.")
        }
    }

    @Test func `a killed build leaves the earlier artifact, and ingot cleanup puts it back`() async throws {
        try await IngotFixture.with { ingot in
            let stage = Self.stages[0]
            let machine = EmptyMachine().with(stage.options)
            try machine.put(in: ingot)
            try EarlierArtifact().put(in: ingot)
            try await ingot.start(["build", "-color=false", "-force", "t.pkr.hcl"]) { run in
                try await run.line(with: stage.line)
                let machines = ingot.machines()
                _ = try await run.end(by: .kill)
                for machine in machines { try await waitForEnd(of: machine.id) }
            }
            let cleanup = try await ingot.run(["cleanup"])
            #expect(cleanup.exit == .status(0), "\(cleanup.text)")
            #expect(try EarlierArtifact().isWhole(in: ingot), "\(cleanup.text)")
            // A build that fails after that does no harm either.
            try ingot.write(EmptyMachine().with(["qemuargs": #"[["-no-such-switch"]]"#]).template)
            let result = try await ingot.build("-force")
            #expect(result.exit == .status(1), "\(result.text)")
            #expect(try EarlierArtifact().isWhole(in: ingot), "\(result.text)")
        }
    }
}
