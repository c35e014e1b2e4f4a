import Communicators
import HostOS
import Testing

struct ForgottenKeyTests {
    private static let line = "ssh-ed25519 AAAAC3Nza+C1/lZDI1NTE5= ingot_1"

    @Test func `only the key's own line goes`() async throws {
        try await withTemporaryDirectory { home in
            let list = HostPath.join(home, ".ssh/authorized_keys")
            try HostFiles.createDirectory(HostPath.dirname(list))
            try HostFiles.write(
                "ssh-rsa AAAAB3 other\nno-pty \(Self.line)\nssh-rsa AAAAB4 ingot_1\n", to: list, mode: 0o600)
            try await run(home)
            let text = try HostFiles.readText(list)
            #expect(text == "ssh-rsa AAAAB3 other\nssh-rsa AAAAB4 ingot_1\n")
            let mode = try HostFiles.mode(list) & 0o777
            #expect(mode == 0o600)
        }
    }

    @Test func `a list of this key alone becomes empty, and no list is no failure`() async throws {
        try await withTemporaryDirectory { home in
            try await run(home)
            let list = HostPath.join(home, ".ssh/authorized_keys")
            try HostFiles.createDirectory(HostPath.dirname(list))
            try HostFiles.write(Self.line + "\n", to: list)
            try await run(home)
            let text = try HostFiles.readText(list)
            #expect(text == "")
        }
    }

    @Test(arguments: ["", "ssh-rsa", "ssh-rsa A'; reboot '", "ssh-rsa $(reboot) x"])
    func `a line that is no key makes no command`(_ line: String) {
        #expect(ForgottenKey(publicLine: line) == nil)
    }

    /// In a shell whose root list is out of reach: neither root's id nor sudo is found.
    private func run(_ home: String) async throws {
        let bin = HostPath.join(home, "bin")
        if !HostFiles.exists(bin) {
            try HostFiles.createDirectory(bin)
            try HostFiles.write("#!/bin/sh\necho 1000\n", to: HostPath.join(bin, "id"), mode: 0o755)
            try HostFiles.write("#!/bin/sh\nexit 1\n", to: HostPath.join(bin, "sudo"), mode: 0o755)
        }
        let command = try #require(ForgottenKey(publicLine: Self.line)).command
        let result = try await runProcess(
            "/bin/sh", ["-c", command], environment: ["HOME": home, "PATH": "\(bin):/usr/bin:/bin"])
        #expect(result.exit.isSuccess)
    }
}
