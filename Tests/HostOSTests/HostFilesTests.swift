import Diagnostics
import HostOS
import Testing

@Suite struct HostFilesTests {
    @Test func whatIsWrittenIsRead() async throws {
        try await withTemporaryDirectory { folder in
            try HostFiles.write("one", to: folder + "/a", mode: 0o600)
            try HostFiles.append(" two".utf8, to: folder + "/a")
            #expect(try HostFiles.readText(folder + "/a") == "one two")
            #expect(try HostFiles.mode(folder + "/a") == 0o600)
            #expect(try HostFiles.size(folder + "/a") == 7)
            try HostFiles.writeAtomically("three".utf8, to: folder + "/a")
            #expect(try HostFiles.readText(folder + "/a") == "three")
            #expect(try HostFiles.list(folder) == ["a"])
        }
    }

    @Test func filesOfTheKernelAreReadWhole() throws {
        #expect(try HostFiles.readText("/proc/self/status").contains("VmSize"))
    }

    @Test func aFileThatExistsIsNotCreatedAgain() async throws {
        try await withTemporaryDirectory { folder in
            try HostFiles.create([1], at: folder + "/a")
            let error = #expect(throws: HostError.self) { try HostFiles.create([2], at: folder + "/a") }
            #expect(error?.isAlreadyPresent == true)
        }
    }

    @Test func errorsNameThePathAndTheReason() throws {
        let error = #expect(throws: HostError.self) { try HostFiles.read("/no/such/file") }
        #expect(error?.description == "cannot read /no/such/file: no such file or directory")
        #expect(error?.isNotFound == true)
    }

    @Test func aFullFileSystemIsNamedInWords() throws {
        let error = #expect(throws: HostError.self) { try HostFiles.write("x", to: "/dev/full") }
        #expect(error?.description == "cannot write /dev/full: no space left on device")
        #expect(error?.diagnostic.advice.isEmpty == false)
    }

    @Test func aFileLargerThanTheLimitIsRefused() async throws {
        try await withTemporaryDirectory { folder in
            try HostFiles.write([UInt8](repeating: 0, count: 11), to: folder + "/a")
            #expect(throws: HostError.self) { try HostFiles.read(folder + "/a", limit: 10) }
            #expect(throws: HostError.self) { try HostFiles.read("/dev/zero", limit: 10) }
        }
    }

    @Test func aTreeIsWalkedInOrderAndRemoved() async throws {
        try await withTemporaryDirectory { folder in
            try HostFiles.createDirectory(folder + "/t/b/c", intermediates: true)
            try HostFiles.write("x", to: folder + "/t/b/c/file")
            try HostFiles.makeSymbolicLink(at: folder + "/t/a", to: "/etc")
            let entries = try HostFiles.walk(folder + "/t")
            #expect(entries.map(\.path) == ["a", "b", "b/c", "b/c/file"])
            #expect(entries.map(\.kind) == [.symlink, .directory, .directory, .file])
            try HostFiles.removeTree(folder + "/t")
            #expect(!HostFiles.exists(folder + "/t"))
            #expect(HostFiles.exists("/etc"))
        }
    }

    @Test func copiesKeepContentsHolesAndMode() async throws {
        try await withTemporaryDirectory { folder in
            let (source, target) = (folder + "/source", folder + "/target")
            _ = try await runProcess(
                "dd", ["if=/dev/urandom", "of=\(source)", "bs=65536", "count=1", "seek=200", "status=none"])
            try HostFiles.setMode(0o640, of: source)
            try await HostFiles.copyAside(source, to: target)
            #expect(try await runProcess("cmp", [source, target]).exit.isSuccess)
            #expect(try HostFiles.mode(target) == 0o640)
            #expect(try HostFiles.allocatedSize(target) < 1 << 20)
        }
    }

    @Test func aFileIsNotCopiedOntoItself() async throws {
        try await withTemporaryDirectory { folder in
            try HostFiles.write("keep", to: folder + "/a")
            #expect(throws: HostError.self) { try HostFiles.copy(folder + "/a", to: folder + "/./a") }
            #expect(try HostFiles.readText(folder + "/a") == "keep")
        }
    }

    @Test func aTemporaryFolderIsPrivateAndGoesAwayOnErrors() async throws {
        struct Stop: Error {}
        let seen = Box()
        await #expect(throws: Stop.self) {
            try await withTemporaryDirectory { folder in
                seen.path = folder
                #expect(try HostFiles.mode(folder) == 0o700)
                try HostFiles.write("x", to: folder + "/file")
                throw Stop()
            }
        }
        #expect(!seen.path.isEmpty && !HostFiles.exists(seen.path))
    }

    /// Written and read by one task only.
    private final class Box: @unchecked Sendable { var path = "" }
}
