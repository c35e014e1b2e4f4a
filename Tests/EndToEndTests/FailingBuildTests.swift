import HostOS
import TestSupport
import Testing

/// What goes wrong while a build runs: told, cleaned up, exit status 1, and the earlier artifact kept.
@Suite(.turnLimit) struct FailingBuildTests {
    /// Runs a forced build that must fail and leave the earlier artifact.
    private func fail(
        _ machine: EmptyMachine, in ingot: IngotFixture, wrapper: [String] = [], saying words: [String]
    ) async throws {
        try machine.put(in: ingot)
        try EarlierArtifact().put(in: ingot)
        let result = try await ingot.build("-force", wrapper: wrapper)
        #expect(result.exit == .status(1), "\(result.text)")
        for text in words { #expect(result.text.contains(text), "\(result.text)") }
        #expect(try EarlierArtifact().isWhole(in: ingot), "\(result.text)")
    }

    @Test func `a QEMU that refuses its arguments is quoted with its command`() async throws {
        try await IngotFixture.with { ingot in
            try await fail(
                EmptyMachine().with(["qemuargs": #"[["-no-such-switch"]]"#]), in: ingot,
                saying: [
                    "QEMU ended while it started (exit status 1)", "-no-such-switch: invalid option",
                    "The command was: ",
                ])
        }
    }

    @Test func `a QEMU that is not there is named`() async throws {
        try await IngotFixture.with { ingot in
            try await fail(
                EmptyMachine().with(["qemu_binary": #""qemu-system-nowhere""#]), in: ingot,
                saying: ["qemu-system-nowhere", "PATH"])
        }
    }

    @Test func `a range of ports that is used up is named`() async throws {
        try await HeldPorts.with(count: 2) { ports in
            let range = "all 2 ports from \(ports.first) to \(ports.last) are taken"
            try await IngotFixture.with { ingot in
                let changes = [
                    "http_port_min": "\(ports.first)", "http_port_max": "\(ports.last + 1)",
                    "http_content": #"{ "/a" = "b" }"#,
                ]
                try await fail(
                    EmptyMachine().with(changes), in: ingot,
                    saying: [range, "http_port_min and http_port_max set the range"])
            }
            try await IngotFixture.with { ingot in
                let changes = [
                    "host_port_min": "\(ports.first)", "host_port_max": "\(ports.last + 1)", "communicator": #""ssh""#,
                    "ssh_username": #""nobody""#, "ssh_password": #""hidden-word""#,
                ]
                try await fail(
                    EmptyMachine().with(changes), in: ingot,
                    saying: [range, "host_port_min and host_port_max set the range"])
            }
        }
    }

    @Test func `a port that the template demands and somebody has is named in QEMU's words`() async throws {
        try await HeldPorts.with(count: 1) { ports in
            try await IngotFixture.with { ingot in
                let changes = [
                    "skip_nat_mapping": "true", "ssh_port": "\(ports.first)", "communicator": #""ssh""#,
                    "ssh_username": #""nobody""#, "ssh_password": #""hidden-word""#,
                ]
                try await fail(
                    EmptyMachine().with(changes), in: ingot,
                    saying: ["QEMU ended while it started", "tcp:127.0.0.1:\(ports.first)-:\(ports.first)"])
            }
        }
    }

    @Test func `a guest that never answers ends the build after ssh_timeout, with a picture of its screen`()
        async throws
    {
        try await IngotFixture.with { ingot in
            let changes = [
                "communicator": #""ssh""#, "ssh_username": #""nobody""#, "ssh_password": #""hidden-word""#,
                "ssh_timeout": #""6s""#,
            ]
            try await fail(
                EmptyMachine().with(changes), in: ingot,
                saying: [
                    "no SSH connection within 6.0 s", "no SSH banner", "is one installed and started at boot?",
                    "The machine's screen says:", "Booting from", "output.ingot-report/index.html",
                ])
            #expect(try HostFiles.list(ingot.directory + "/output.ingot-report").contains { $0.hasSuffix(".png") })
        }
    }

    @Test func `a wrong password is told with what the server offers`() async throws {
        try await SSHDFixture.with(configuration: ["PasswordAuthentication yes"]) { server in
            try await IngotFixture.with { ingot in
                var machine = EmptyMachine().reached(by: server, build: "").with([
                    "ssh_password": #""hidden-word""#, "ssh_handshake_attempts": "2",
                ])
                machine.options["ssh_private_key_file"] = nil
                try await fail(
                    machine, in: ingot,
                    saying: ["the SSH login was refused 2 times", "publickey", "password", "Compare ssh_username"])
            }
        }
    }

    @Test func `a script that fails is told with its exit status`() async throws {
        try await SSHDFixture.with { server in
            try await IngotFixture.with { ingot in
                let build = """
                      provisioner "shell" {
                        remote_folder = "\(server.directory)"
                        inline = ["echo on the way", "exit 7"]
                      }
                    """
                try await fail(
                    EmptyMachine().reached(by: server, build: build), in: ingot,
                    saying: ["on the way", "Script exited with non-zero exit status: 7. Allowed exit codes are: [0]"])
            }
        }
    }

    /// A command that gives the program a view of the file system in which the folder `small` is one small disk.
    private func smallDisk(_ size: String, in ingot: IngotFixture) throws -> [String] {
        let small = ingot.directory + "/small"
        try HostFiles.createDirectory(small)
        return Mounts.wrapper("mount -t tmpfs -o size=\(size) tmpfs \"$0\" && exec \"$@\"", small)
    }

    @Test func `a disk that the guest fills up is named`() async throws {
        let iso = try IngotFixture.required("INGOT_TINY_ISO")
        try await IngotFixture.with { ingot in
            var text = try TinyTemplate.text().replacing("\"output\"", with: "\"small/output\"")
            text = text.replacing("${var.output_directory}.serial", with: "serial")
            try ingot.write(text)
            try TinyTemplate.linkAnswers(in: ingot)
            let wrapper = try smallDisk("4m", in: ingot)
            let result = try await ingot.build("-var", "iso_url=\(iso)", wrapper: wrapper)
            #expect(result.exit == .status(1), "\(result.text)")
            #expect(result.text.contains("io-error"), "\(result.text)")
            #expect(
                result.text.contains("--> qemu.tiny: The host's disk is full: QEMU could not write"), "\(result.text)")
        }
    }

    @Test func `a disk that is too small for the image is named`() async throws {
        try await IngotFixture.with { ingot in
            let wrapper = try smallDisk("64k", in: ingot)
            let machine = EmptyMachine().with(["output_directory": #""small/output""#])
            try HostFiles.write(
                (0..<(1 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) | 1 }, to: ingot.directory + "/disk.img")
            try ingot.write(machine.template)
            let result = try await ingot.build(wrapper: wrapper)
            #expect(result.exit == .status(1), "\(result.text)")
            #expect(result.text.contains("No space left on device"), "\(result.text)")
            #expect(result.text.contains("make room"), "\(result.text)")
            #expect(result.text.contains("--> qemu.empty: The host's disk is full: "), "\(result.text)")
        }
    }
}

/// Consecutive ports of loopback that are taken.
struct HeldPorts {
    let first: Int
    let last: Int

    static func with(count: Int, _ body: (HeldPorts) async throws -> Void) async throws {
        let ports = try hold(count)
        defer { for port in ports { port.close() } }
        try await body(HeldPorts(first: ports[0].port, last: ports[count - 1].port))
    }

    /// Tries from one place after the other until so many ports in a row are ours.
    private static func hold(_ count: Int) throws -> [PortReservation] {
        for start in stride(from: 42_000, to: 60_000, by: count) {
            var held: [PortReservation] = []
            do {
                for port in start..<(start + count) {
                    held.append(try PortReservation.reserve(in: port...port, address: "0.0.0.0"))
                }
                return held
            } catch {
                for port in held { port.close() }
            }
        }
        throw FixtureFailure("no \(count) free ports in a row")
    }
}
