import HostOS
import Testing

@testable import QEMU

struct FirmwareDescriptorTests {
    /// A descriptor as packages write them.
    private static func text(
        _ folder: String, machine: String = "pc-q35-*", features: String = "", format: String = "raw"
    ) -> String {
        """
        {"interface-types": ["uefi"], "mapping": {"device": "flash",
          "executable": {"filename": "\(folder)/code", "format": "\(format)"},
          "nvram-template": {"filename": "\(folder)/vars", "format": "raw"}},
         "targets": [{"architecture": "x86_64", "machines": ["\(machine)"]}], "features": [\(features)]}
        """
    }

    private func find(
        _ descriptors: [String: String], program: String = "/usr/bin/qemu-system-x86_64", machineType: String = "q35",
        in folder: String
    ) throws -> FirmwareDescriptor? {
        for name in ["code", "vars"] { try HostFiles.write("", to: HostPath.join(folder, name)) }
        for (name, text) in descriptors { try HostFiles.write(text, to: HostPath.join(folder, name)) }
        return FirmwareDescriptor.find(program: program, machineType: machineType, in: [folder, "/no/such/folder"])
    }

    @Test(arguments: [
        ("pc-q35-*", "q35", true), ("pc-q35-*", "pc", false), ("pc-i440fx-*", "pc", true),
        ("pc-q35-*", "pc-q35-7.2", true), ("pc-q35-7.2", "pc-q35-7.2", true), ("virt-*", "q35", false),
    ])
    func `the machine type decides`(_ pattern: String, _ type: String, _ isFound: Bool) async throws {
        try await withTemporaryDirectory { folder in
            let found = try find(["60.json": Self.text(folder, machine: pattern)], machineType: type, in: folder)
            #expect((found != nil) == isFound)
        }
    }

    @Test func `firmware that needs more than a plain machine is passed over`() async throws {
        try await withTemporaryDirectory { folder in
            let found = try find(
                [
                    "10.json": "not JSON", "20.json": Self.text(folder, features: #""secure-boot", "requires-smm""#),
                    "30.json": Self.text(folder, format: "qcow2"), "50.json": Self.text(folder), "60.json": "",
                ], in: folder)
            #expect(found?.code == HostPath.join(folder, "code"))
            #expect(found?.variables == HostPath.join(folder, "vars"))
            #expect(try find([:], program: "qemu-system-aarch64", in: folder) == nil)
        }
    }

    @Test func `secure boot takes firmware with keys, and tells what it needs`() async throws {
        try await withTemporaryDirectory { folder in
            let secure = "\"secure-boot\", \"enrolled-keys\", \"requires-smm\""
            let descriptors = [
                "40.json": Self.text(folder, features: secure),
                "50.json": Self.text(folder, features: "\"secure-boot\""),
                "60.json": Self.text(folder),
            ]
            let plain = try find(descriptors, in: folder)
            #expect(plain?.features == [])
            let found = FirmwareDescriptor.find(
                program: "qemu-system-x86_64", machineType: "q35", isSecure: true, in: [folder])
            #expect(found?.features.count == 3)
            #expect(found?.needsManagementMode == true)
        }
    }

    @Test func `firmware whose files are gone is passed over`() async throws {
        try await withTemporaryDirectory { folder in
            let found = try find(["60.json": Self.text("/no/such/folder")], in: folder)
            #expect(found == nil)
        }
    }
}
