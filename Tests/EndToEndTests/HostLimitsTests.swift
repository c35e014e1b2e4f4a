import HTTP
import HostOS
import TestSupport
import Testing

/// Hosts that lack something: it is named, with what to do, before work is lost on it.
@Suite(.turnLimit) struct HostLimitsTests {
    @Test func `a host without qemu-img is told so before anything is fetched`() async throws {
        try await IngotFixture.with(idle: true) { ingot in
            var ingot = ingot
            let folder = ingot.directory + "/bin"
            try HostFiles.createDirectory(folder)
            let program = try #require(HostEnvironment.find(executable: "qemu-system-x86_64"))
            try HostFiles.makeSymbolicLink(at: folder + "/qemu-system-x86_64", to: program)
            ingot.variables["PATH"] = folder
            try EmptyMachine().with(["iso_url": #""http://127.0.0.1:1/disk.img""#]).put(in: ingot)
            let result = try await ingot.build()
            #expect(result.exit == .status(1), "\(result.text)")
            #expect(result.text.contains("The program qemu-img is needed to make disks"), "\(result.text)")
            #expect(result.text.contains("Install the package qemu-utils."), "\(result.text)")
            #expect(!result.text.contains("Retrieving ISO"), "\(result.text)")
        }
    }

    /// A cache on a file system of its own, mounted so.
    private func build(
        _ ingot: IngotFixture, cacheMountedWith options: String
    ) async throws -> IngotResult {
        try HostFiles.createDirectory(ingot.directory + "/www")
        try HostFiles.write([UInt8](repeating: 7, count: 1 << 20), to: ingot.directory + "/www/disk.img")
        return try await withGuestFileServer(.directory(ingot.directory + "/www"), ports: 20_000...50_000) { server in
            try ingot.write(
                EmptyMachine().with(["iso_url": "\"http://127.0.0.1:\(server.port)/disk.img\""]).template)
            let wrapper = Mounts.wrapper("mount -t tmpfs -o \(options) tmpfs \"$0\" && exec \"$@\"", ingot.cache)
            return try await ingot.build(wrapper: wrapper)
        }
    }

    @Test func `a cache that cannot be written to is named, with the variable that sets another`() async throws {
        try await IngotFixture.with(idle: true) { ingot in
            let result = try await build(ingot, cacheMountedWith: "ro")
            #expect(result.exit == .status(1), "\(result.text)")
            #expect(result.text.contains(ingot.cache), "\(result.text)")
            #expect(result.text.lowercased().contains("read-only file system"), "\(result.text)")
            #expect(result.text.contains("INGOT_CACHE_DIR"), "\(result.text)")
        }
    }

    @Test func `a download that does not fit is named`() async throws {
        try await IngotFixture.with(idle: true) { ingot in
            let result = try await build(ingot, cacheMountedWith: "size=256k")
            #expect(result.exit == .status(1), "\(result.text)")
            #expect(result.text.contains("no space left on device"), "\(result.text)")
            #expect(result.text.contains("Free some space there"), "\(result.text)")
            #expect(!ingot.exists("output"), "\(result.text)")
        }
    }
}
