import SSH
import TestSupport
import Testing

@Suite struct TransferTests {
    static let sizes = [0, 1, 32_767, 32_768, 262_144, 5_000_001]

    @Test(arguments: FileTransferMethod.allCases, sizes)
    func `a file arrives whole in both directions`(method: FileTransferMethod, size: Int) async throws {
        try await withSession { session, server in
            let content = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 13) }
            let (local, remote, back) = (
                server.directory + "/local", server.directory + "/it's remote", server.directory + "/back"
            )
            try write(content, to: local, mode: 0o640)
            let progress = Collected<Int64>()
            try await session.upload(.file(path: local, mode: nil), to: remote, by: method) { progress.add($0) }
            #expect(try readBytes(remote) == content)
            #expect(try fileMode(remote) == 0o640)
            #expect(progress.all.last ?? 0 == Int64(size))
            try await session.download(remote, to: back, by: method)
            #expect(try readBytes(back) == content)
        }
    }

    @Test(arguments: FileTransferMethod.allCases)
    func `bytes replace a longer file and its mode`(method: FileTransferMethod) async throws {
        try await withSession { session, server in
            let remote = server.directory + "/target"
            try write("something longer", to: remote, mode: 0o600)
            try await session.upload(.bytes(Array("short".utf8), mode: 0o755), to: remote, by: method)
            #expect(try readBytes(remote) == Array("short".utf8))
            if method == .sftp { #expect(try fileMode(remote) == 0o755) }
        }
    }

    @Test(arguments: FileTransferMethod.allCases)
    func `a folder goes there and back, as itself or as its content`(method: FileTransferMethod) async throws {
        try await withSession { session, server in
            let base = server.directory
            try makeTree(base + "/tree")
            try await session.uploadDirectory(base + "/tree", to: base + "/a/b", by: method)
            try await session.uploadDirectory(base + "/tree/", to: base + "/c", by: method)
            try await session.downloadDirectory(base + "/c", to: base + "/d", by: method)
            try await session.downloadDirectory(base + "/c/", to: base + "/e", by: method)
            for copy in ["/a/b/tree", "/c", "/d/c", "/e"] {
                #expect(try listing(base + copy) == listing(base + "/tree"), "\(copy)")
            }
        }
    }

    @Test(arguments: FileTransferMethod.allCases)
    func `what cannot be written or read is told with the machine's words`(method: FileTransferMethod) async throws {
        try await withSession { session, server in
            let nowhere = server.directory + "/no/such/place"
            let source = FileSource.bytes(Array(repeating: 65, count: 1_000_000), mode: 0o644)
            await #expect(throws: SSHError.self) { try await session.upload(source, to: nowhere, by: method) }
            await #expect(throws: SSHError.self) {
                try await session.download(nowhere, to: server.directory + "/x", by: method)
            }
            try await #expect(session.exit(of: "true") == .status(0))
        }
    }

    @Test func `a machine without scp is told apart from one where scp fails`() async throws {
        try await SSHDFixture.with(configuration: ["SetEnv PATH=/nonexistent SHLVL=5"]) { server in
            let session = try await SSHSession.connect(server.configuration)
            let error = await #expect(throws: SSHError.self) {
                try await session.upload(.bytes([1], mode: 0o644), to: server.directory + "/x", by: .scp)
            }
            await session.close()
            #expect(error?.kind == .transferProgramMissing, "\(error?.message ?? "")")
        }
    }
}
