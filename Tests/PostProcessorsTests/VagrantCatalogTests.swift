import ComponentAPI
import HCLValues
import HostOS
import TestSupport
import Testing

@testable import PostProcessors

/// Catalogs of boxes before Vagrant itself.
@Suite(.enabled(if: HostEnvironment.find(executable: "vagrant") != nil, "the package vagrant is not installed"))
struct VagrantCatalogTests {
    /// A box of two versions and their catalog in a folder.
    private func make(_ version: String, in folder: String) async throws {
        let disk = "\(folder)/\(version).qcow2"
        let made = try await runProcess("qemu-img", ["create", "-q", "-f", "qcow2", disk, "1G"])
        try #require(made.exit.isSuccess)
        let values: [String: HCLValue] = [
            "output": .string("\(folder)/\(version).box"), "provider_override": .string("libvirt"),
            "catalog": .string(folder + "/catalog.json"), "box_name": .string("me/base"),
            "box_version": .string(version),
        ]
        _ = try await ComponentFixture.make(VagrantPostProcessor.type, values)
            .process(ArtifactFixture(files: [disk]), log: NotedEvents().log)
    }

    private func vagrant(_ words: String..., home: String) async throws -> ProcessResult {
        let environment = HostEnvironment.variables.merging([
            "HOME": home, "VAGRANT_HOME": home + "/vagrant", "VAGRANT_CHECKPOINT_DISABLE": "1",
            "VAGRANT_NO_COLOR": "1",
        ]) { $1 }
        return try await runProcess("vagrant", words, environment: environment, workingDirectory: home)
    }

    @Test func `Vagrant takes the version it is asked for, checks its sum, and refuses a box that was changed`()
        async throws
    {
        try await withTemporaryDirectory { folder in
            for version in ["1.0.0", "1.1.0"] { try await make(version, in: folder) }
            let catalog = folder + "/catalog.json"
            let older = try await vagrant("box", "add", catalog, "--box-version", "1.0.0", home: folder)
            #expect(older.exit.isSuccess, "\(older.outputText)\(older.errorText)")
            let latest = try await vagrant("box", "add", catalog, home: folder)
            #expect(latest.exit.isSuccess, "\(latest.outputText)\(latest.errorText)")
            let list = try await vagrant("box", "list", home: folder)
            #expect(
                list.outputText.split(separator: "\n").map { $0.filter { $0 != " " } }.sorted()
                    == ["me/base(libvirt,1.0.0)", "me/base(libvirt,1.1.0)"], "\(list.outputText)")
            var bytes = try HostFiles.read(folder + "/1.1.0.box")
            bytes[bytes.count / 2] ^= 1
            try HostFiles.write(bytes, to: folder + "/1.1.0.box")
            let refused = try await vagrant("box", "add", catalog, "--force", home: folder)
            #expect(!refused.exit.isSuccess)
            #expect(refused.errorText.contains("checksum"), "\(refused.outputText)\(refused.errorText)")
        }
    }
}
