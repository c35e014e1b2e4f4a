import HostOS
import SSH
import SSHAdapter
import TestSupport
import Testing

@Suite struct SSHAdapterTests {
    @Test(arguments: AdapterFixture.Machine.allCases)
    func `commands print and tell how they ended`(_ machine: AdapterFixture.Machine) async throws {
        try await AdapterFixture.with(machine) { adapter in
            let result = try await adapter.ssh("echo \"a b\"; echo oops >&2; exit 7")
            #expect(result.exit == .status(7))
            #expect(result.outputText == "a b\n")
            #expect(result.errorText == "oops\n")
        }
    }

    @Test func `commands of a session get their input and keep every byte`() async throws {
        try await AdapterFixture.with(.session) { adapter in
            let text = try await adapter.ssh("tr a-z A-Z", input: "first\nlast")
            #expect(text.outputText == "FIRST\nLAST")
            let bytes = try await adapter.ssh("head -c 3000000 /dev/zero | tr '\\0' '\\377'")
            #expect(bytes.standardOutput.count == 3_000_000)
            #expect(bytes.standardOutput.allSatisfy { $0 == 0xFF })
        }
    }

    @Test func `commands of a session run beside each other`() async throws {
        try await AdapterFixture.with(.session) { adapter in
            // Each waits for what the other one makes.
            let (one, two) = ("\(adapter.folder)/one", "\(adapter.folder)/two")
            let wait = { @Sendable (path: String) in "until [ -e \(path) ]; do sleep 0.05; done" }
            async let first = adapter.ssh("touch \(one); \(wait(two))")
            async let second = adapter.ssh("\(wait(one)); touch \(two)")
            let exits = try await [first.exit, second.exit]
            #expect(exits == [.status(0), .status(0)])
        }
    }

    @Test func `input that a command would not get is refused with the reason`() async throws {
        try await AdapterFixture.with(.plain) { adapter in
            let result = try await adapter.ssh("sleep 1000", input: "a module")
            #expect(result.exit == .status(255))
            #expect(result.errorText.contains("switch Ansible's pipelining off"))
        }
    }

    @Test func `nobody with another key gets in`() async throws {
        try await AdapterFixture.with(.plain) { adapter in
            let other = adapter.folder + "/other"
            try SSHDFixture.makeKey(other)
            let result = try await adapter.ssh("touch \(adapter.folder)/done", key: other)
            #expect(result.exit == .status(255))
            #expect(result.errorText.contains("Permission denied (publickey)"))
            #expect(!HostFiles.exists(adapter.folder + "/done"))
        }
    }

    @Test func `shells and tunnels are refused`() async throws {
        try await AdapterFixture.with(.plain) { adapter in
            let result = try await runProcess(
                "/usr/bin/ssh",
                [
                    "-F", "none", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-i",
                    adapter.folder + "/key", "-o", "BatchMode=yes", "-p", "\(adapter.access.port)", "-W",
                    "127.0.0.1:22", "127.0.0.1",
                ])
            #expect(result.exit == .status(255))
            #expect(result.errorText.contains("open failed"))
        }
    }

    @Test(arguments: [SSHKeyPair.KeyType.ecdsa, .rsa, .ed25519])
    func `keys of every type work`(_ type: SSHKeyPair.KeyType) async throws {
        var options = AdapterOptions()
        options.keyType = type
        options.keyBits = type == .rsa ? 2048 : nil
        try await AdapterFixture.with(.plain, options) { adapter in
            let result = try await adapter.ssh("echo in")
            #expect(result.outputText == "in\n")
        }
    }

    @Test func `the user's own keys are taken`() async throws {
        try await withTemporaryDirectory { folder in
            for name in ["host", "user"] { try SSHDFixture.makeKey("\(folder)/\(name)") }
            var options = AdapterOptions()
            options.hostKeyFile = folder + "/host"
            options.authorizedKeyFile = folder + "/user.pub"
            try await AdapterFixture.with(.plain, options) { adapter in
                #expect(adapter.access.privateKey == nil)
                let result = try await adapter.ssh("echo in", key: folder + "/user")
                #expect(result.outputText == "in\n")
            }
        }
    }

    @Test func `a wanted port that is taken is replaced by one of the next`() async throws {
        let taken = try SocketListener.tcp()
        defer { taken.close() }
        var options = AdapterOptions()
        options.port = UInt16(taken.port)
        try await AdapterFixture.with(.plain, options) { adapter in
            #expect((taken.port + 1...taken.port + 9).contains(adapter.access.port))
        }
    }

    @Test func `nothing listens afterwards`() async throws {
        let port = try await AdapterFixture.with(.plain) { $0.access.port }
        await #expect(throws: HostError.self) { try await SocketStream.connect(host: "127.0.0.1", port: port) }
    }

    @Test func `whoever speaks no SSH is turned away`() async throws {
        try await AdapterFixture.with(.plain) { adapter in
            let stream = try await SocketStream.connect(host: "127.0.0.1", port: adapter.access.port)
            try await stream.write(Array("GET / HTTP/1.1\r\n\r\n".utf8) + [UInt8](repeating: 0xFF, count: 100_000))
            // The server's greeting and then the end; a reset connection is an end, too.
            let answer = (try? await stream.readAll(limit: 100_000)) ?? []
            #expect(answer.count < 10_000)
            let result = try await adapter.ssh("echo in")
            #expect(result.outputText == "in\n")
        }
    }

    @Test func `a terminal that a client asks for is the machine's`() async throws {
        try await AdapterFixture.with(.session) { adapter in
            #expect(try await adapter.ssh("tty", flags: ["-tt"]).outputText.hasPrefix("/dev/pts/"))
            let result = try await adapter.ssh("tty")
            #expect(result.outputText == "not a tty\n")
        }
    }

    @Test(arguments: [AdapterFixture.Machine.plain, .session])
    func `a client that goes away ends what it waited for`(_ machine: AdapterFixture.Machine) async throws {
        try await AdapterFixture.with(machine) { adapter in
            let mark = adapter.folder + "/pid"
            let client = Task { try await adapter.ssh("echo $$ >\(mark); exec sleep 1000", flags: ["-tt"]) }
            try await waitForText(in: mark) { $0.hasSuffix("\n") }
            let process = try #require(Int32(try HostFiles.readText(mark).dropLast()))
            client.cancel()
            _ = await client.result
            try await waitForEnd(of: process)
        }
    }

    @Test func `a command whose output nobody reads is ended before it fills the memory`() async throws {
        try await withTemporaryDirectory { folder in
            let mark = folder + "/end"
            try await AdapterFixture.with(TalkativeMachine(mark: mark), AdapterOptions()) { adapter in
                // Nobody reads what the shell keeps open.
                _ = try await adapter.shell(
                    "mkfifo \(folder)/out && exec 3<>\(folder)/out; \(adapter.sshCommand("talk")) >&3 & "
                        + "until [ -s \(mark) ]; do sleep 0.05; done; kill $!")
            }
            #expect(try HostFiles.readText(mark) == "ended")
        }
    }
}
