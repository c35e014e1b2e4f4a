import BuildEvents
import SSH
import TestSupport
import Testing

/// A machine behind another server.
@Suite struct BastionTests {
    @Test func `commands run and files move through a bastion`() async throws {
        try await withBastion { bastion, machine in
            let session = try await SSHSession.connect(machine.configuration, through: bastion)
            let output = Collected<RemoteOutput>()
            let exit = try await session.run("echo here; exit 4") { output.add($0) }
            #expect(exit == .status(4))
            #expect(output.all == [.standardOutput("here")])
            let bytes = (0..<5_000_000).map { UInt8(truncatingIfNeeded: $0 &* 40_503 >> 5) }
            let path = machine.directory + "/moved"
            for method in FileTransferMethod.allCases {
                try await session.upload(.bytes(bytes, mode: 0o600), to: path, by: method)
                #expect(try readBytes(path) == bytes)
                try await session.download(path, to: path + ".back", by: method)
                #expect(try readBytes(path + ".back") == bytes)
            }
            await session.close()
        }
    }

    @Test func `several sessions share a bastion`() async throws {
        try await withBastion { bastion, machine in
            let configuration = machine.configuration
            try await withThrowingTaskGroup(of: RemoteExit.self) { group in
                for number in 1...4 {
                    group.addTask {
                        let session = try await SSHSession.connect(configuration, through: bastion)
                        let exit = try await session.exit(of: "head -c 300000 /dev/zero | md5sum; exit \(number)")
                        await session.close()
                        return exit
                    }
                }
                var exits: Set<Int> = []
                for try await case .status(let status) in group { exits.insert(status) }
                #expect(exits == [1, 2, 3, 4])
            }
        }
    }

    @Test func `a machine that is not up yet is told as such`() async throws {
        try await withBastion { bastion, machine in
            machine.stop()
            let configuration = machine.configuration
            let failure = await #expect(throws: SSHConnectFailure.self) {
                try await SSHSession.connect(configuration, through: bastion)
            }
            #expect(failure?.stage == .dial)
            #expect(failure?.message.hasPrefix("no TCP answer yet through the bastion (") == true)
            #expect(bastion.isConnected)
        }
    }

    @Test func `the end of the bastion is the end of the session`() async throws {
        try await withBastion { bastion, machine in
            let session = try await SSHSession.connect(machine.configuration, through: bastion)
            await bastion.close()
            let error = await #expect(throws: SSHError.self) { try await session.exit(of: "true") }
            #expect(error?.kind == .disconnected)
            await session.close()
        }
    }

    private func withBastion(_ body: (SSHSession, SSHDFixture) async throws -> Void) async throws {
        try await SSHDFixture.with { machine in
            try await withSession { bastion, _ in try await body(bastion, machine) }
        }
    }
}
