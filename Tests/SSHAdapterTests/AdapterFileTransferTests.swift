import HostOS
import SSHAdapter
import TestSupport
import Testing

/// OpenSSH's own clients move files through the adapter, with the machine's SFTP server and without one.
@Suite struct AdapterFileTransferTests {
    private static let machines: [AdapterFixture.Machine] = [.plain, .session, .sessionWithoutFileServer]

    /// Five megabytes that do not repeat.
    private static func content() -> [UInt8] {
        var state: UInt32 = 1
        return (0..<5_000_000).map { _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return UInt8(truncatingIfNeeded: state >> 24)
        }
    }

    @Test(arguments: machines)
    func `sftp puts and gets what it was given`(_ machine: AdapterFixture.Machine) async throws {
        try await AdapterFixture.with(machine) { adapter in
            let folder = adapter.folder
            let content = Self.content()
            try HostFiles.write(content, to: folder + "/local file", mode: 0o640)
            let result = try await adapter.sftp(
                "put -p \"\(folder)/local file\" \"\(folder)/remote file\"",
                "get \"\(folder)/remote file\" \"\(folder)/back again\"")
            #expect(result.exit == .status(0), "\(result.errorText)")
            #expect(try HostFiles.read(folder + "/remote file") == content)
            #expect(try HostFiles.read(folder + "/back again") == content)
            #expect(try HostFiles.mode(folder + "/remote file") & 0o777 == 0o640)
        }
    }

    @Test(arguments: machines)
    func `scp moves files both ways`(_ machine: AdapterFixture.Machine) async throws {
        try await AdapterFixture.with(machine) { adapter in
            let folder = adapter.folder
            try HostFiles.write("text", to: folder + "/a file")
            let put = try await adapter.scp("\(folder)/a file", "127.0.0.1:\(folder)/there")
            #expect(put.exit == .status(0), "\(put.errorText)")
            let get = try await adapter.scp("127.0.0.1:\(folder)/there", "\(folder)/here")
            #expect(get.exit == .status(0), "\(get.errorText)")
            #expect(try HostFiles.readText(folder + "/here") == "text")
        }
    }

    @Test func `scp of old reaches the machine's program`() async throws {
        try await AdapterFixture.with(.session) { adapter in
            let folder = adapter.folder
            try HostFiles.write("text", to: folder + "/a file")
            let put = try await adapter.scp("-O", "\(folder)/a file", "127.0.0.1:\(folder)/there")
            #expect(put.exit == .status(0), "\(put.errorText)")
            #expect(try HostFiles.readText(folder + "/there") == "text")
        }
    }

    @Test(arguments: machines)
    func `folders and links are made, listed and removed`(_ machine: AdapterFixture.Machine) async throws {
        try await AdapterFixture.with(machine) { adapter in
            let folder = adapter.folder
            try HostFiles.write("text", to: folder + "/file")
            let made = try await adapter.sftp(
                "mkdir \"\(folder)/a folder\"", "put \(folder)/file \"\(folder)/a folder/it's\"",
                "rename \"\(folder)/a folder/it's\" \"\(folder)/a folder/-renamed\"",
                "symlink ./-renamed \"\(folder)/a folder/link\"", "chmod 600 \"\(folder)/a folder/-renamed\"",
                "ls -la \"\(folder)/a folder\"")
            #expect(made.exit == .status(0), "\(made.errorText)")
            for word in ["-renamed", "link", "-rw-------", "lrwxrwxrwx"] { #expect(made.outputText.contains(word)) }
            #expect(try HostFiles.readText(folder + "/a folder/link") == "text")
            let removed = try await adapter.sftp(
                "rm \"\(folder)/a folder/link\"", "rm \"\(folder)/a folder/-renamed\"",
                "rmdir \"\(folder)/a folder\"")
            #expect(removed.exit == .status(0), "\(removed.errorText)")
            #expect(!HostFiles.exists(folder + "/a folder"))
        }
    }

    @Test(arguments: machines)
    func `what is not there is told as such`(_ machine: AdapterFixture.Machine) async throws {
        try await AdapterFixture.with(machine) { adapter in
            let result = try await adapter.sftp("get \(adapter.folder)/missing \(adapter.folder)/x")
            #expect(result.exit != .status(0))
            #expect(result.errorText.contains("not found") || result.errorText.contains("No such file"))
            #expect(!HostFiles.exists(adapter.folder + "/x"))
        }
    }

    @Test(arguments: machines)
    func `a file is continued where it stopped`(_ machine: AdapterFixture.Machine) async throws {
        try await AdapterFixture.with(machine) { adapter in
            let folder = adapter.folder
            try HostFiles.write("0123456789", to: folder + "/whole")
            try HostFiles.write("01234", to: folder + "/part")
            let result = try await adapter.sftp("put -a \(folder)/whole \(folder)/part")
            #expect(result.exit == .status(0), "\(result.errorText)")
            #expect(try HostFiles.readText(folder + "/part") == "0123456789")
        }
    }

    /// What a client sends is foreign: no packet ends the server in another way than by an answer or the end.
    @Test func `packets that make no sense end in an answer`() async throws {
        try await AdapterFixture.with(.plain) { adapter in
            let packets: [[UInt8]] = [
                [0, 0, 0, 5, 1, 0, 0, 0, 3],
                // An unknown type, a path longer than its packet, a handle that is none.
                [0, 0, 0, 5, 99, 0, 0, 0, 1], [0, 0, 0, 9, 17, 0, 0, 0, 2, 0xFF, 0xFF, 0xFF, 0xFF],
                [0, 0, 0, 10, 4, 0, 0, 0, 3, 0, 0, 0, 1, 0x41],
            ]
            let path = adapter.folder + "/packets"
            try HostFiles.write(packets.flatMap(\.self), to: path)
            let result = try await runProcess(
                "/bin/sh",
                [
                    "-c",
                    "ssh -F none -i \(adapter.folder)/key -o BatchMode=yes -o StrictHostKeyChecking=no"
                        + " -o UserKnownHostsFile=/dev/null -p \(adapter.access.port) -s 127.0.0.1 sftp <\(path)",
                ])
            let types = Self.packetTypes(result.standardOutput)
            #expect(types == [2, 101, 101, 101])
            #expect(result.exit == .status(0))
        }
    }

    private static func packetTypes(_ bytes: [UInt8]) -> [UInt8] {
        var types: [UInt8] = []
        var rest = bytes[...]
        while rest.count >= 5 {
            let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            types.append(rest[rest.startIndex + 4])
            rest = rest.dropFirst(4 + length)
        }
        return types
    }
}
