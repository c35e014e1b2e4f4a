import ComponentAPI
import Cryptography
import HCLValues
import HostOS
import JSONText
import QEMU
import TestSupport
import Testing

@testable import PostProcessors

/// Images and machines as qemu-img, tar and xmllint see them.
@Suite struct ConvertPostProcessorTests {
    private func process(_ values: [String: HCLValue], _ artifact: ArtifactFixture) async throws -> PostProcessed {
        try await ComponentFixture.make(ConvertPostProcessor.type, values).process(artifact, log: NotedEvents().log)
    }

    private func run(_ program: String, _ arguments: String...) async throws -> String {
        let result = try await runProcess(program, arguments)
        try #require(result.exit.isSuccess, "\(program): \(result.errorText)")
        return result.outputText
    }

    /// A raw image of 3 MiB with something in it, and the same as qcow2 under the name `vm`.
    private func disks(in folder: String) async throws -> ArtifactFixture {
        let content = (0..<30_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        try HostFiles.write([UInt8](repeating: 0, count: 1 << 20) + content, to: folder + "/raw")
        _ = try await run("truncate", "-s", "3M", folder + "/raw")
        for name in ["vm", "vm-1"] {
            _ = try await run("qemu-img", "convert", "-f", "raw", "-O", "qcow2", folder + "/raw", folder + "/" + name)
        }
        return ArtifactFixture(files: [folder + "/vm", folder + "/vm-1"], builderID: "transcend.qemu")
    }

    @Test(arguments: [
        ("qcow2", "qcow2", "qcow2"), ("raw", "img", "raw"), ("vdi", "vdi", "vdi"), ("vhd", "vhd", "vpc"),
        ("vhdx", "vhdx", "vhdx"), ("vmdk", "vmdk", "vmdk"),
    ])
    func `each disk holds the same bytes in the other format`(
        format: String, ending: String, theirs: String
    ) async throws {
        try await withTemporaryDirectory { folder in
            let artifact = try await disks(in: folder)
            let result = try await process(
                ["format": .string(format), "output": .string(folder + "/out/{{.BuildName}}.{{.Extension}}")],
                artifact)
            let files = [folder + "/out/base.\(ending)", folder + "/out/base-1.\(ending)"]
            #expect(result.artifact?.files == files)
            #expect(result.keepsInput && !result.mustKeepInput)
            for file in files {
                let information = try JSONParser.parse(try await run("qemu-img", "info", "--output=json", file))
                // qemu-img knows a vhd by its end only with a footer at the start, so it may take it for raw.
                if format != "vhd" { #expect(information["format"]?.string == theirs) }
                _ = try await run("qemu-img", "compare", "-f", "raw", "-F", theirs, folder + "/raw", file)
            }
            #expect(try HostFiles.list(folder) == ["out", "raw", "vm", "vm-1"])
            #expect(try HostFiles.list(folder + "/out").count == 2)
        }
    }

    @Test func `an OVA holds a valid descriptor, true checksums and streamable disks, in this order`() async throws {
        try await withTemporaryDirectory { folder in
            let artifact = try await disks(in: folder)
            let result = try await process(
                [
                    "format": .string("ova"), "output": .string(folder + "/a.ova"), "vm_name": .string("my <vm>"),
                    "memory": .number(512), "cpus": .number(2), "firmware": .string("efi"),
                ], artifact)
            #expect(result.artifact?.files == [folder + "/a.ova"])
            let names = try await run("tar", "-tf", folder + "/a.ova").split(separator: "\n").map(String.init)
            #expect(names == ["my__vm_.ovf", "my__vm_.mf", "my__vm_-disk1.vmdk", "my__vm_-disk2.vmdk"])
            let machine = folder + "/machine"
            try HostFiles.createDirectory(machine)
            _ = try await run("tar", "-C", machine, "-xf", folder + "/a.ova")
            for line in try HostFiles.readText(machine + "/my__vm_.mf").split(separator: "\n") {
                let parts = line.split(separator: "= ", maxSplits: 1)
                let name = try #require(parts.first).dropFirst("SHA256(".count).dropLast()
                let sum = try await run("sha256sum", machine + "/" + name).prefix(64)
                #expect(parts.last.map(String.init) == String(sum))
            }
            try await checkDescriptor(machine + "/my__vm_.ovf", machine)
            for index in 1...2 {
                _ = try await run(
                    "qemu-img", "compare", "-f", "raw", "-F", "vmdk", folder + "/raw",
                    machine + "/my__vm_-disk\(index).vmdk")
            }
            let format = try HostFiles.read(folder + "/a.ova")[257..<265]
            #expect(Array(format) == Array("ustar\0".utf8) + Array("00".utf8))
            #expect(try HostFiles.list(folder) == ["a.ova", "machine", "raw", "vm", "vm-1"])
        }
    }

    private func checkDescriptor(_ path: String, _ machine: String) async throws {
        func value(_ query: String) async throws -> String {
            try await run("xmllint", "--xpath", query, path).split(separator: "\n").joined()
        }
        #expect(try await value("string(//*[local-name()='Name'])") == "my <vm>")
        #expect(try await value("count(//*[local-name()='File'])") == "2")
        for index in 1...2 {
            let size = try HostFiles.size(machine + "/my__vm_-disk\(index).vmdk")
            #expect(
                try await value("string((//*[local-name()='File'])[\(index)]/@*[local-name()='size'])") == "\(size)")
            #expect(
                try await value("string((//*[local-name()='Disk'])[\(index)]/@*[local-name()='capacity'])") == "3145728"
            )
        }
        let item = "//*[local-name()='Item']"
        for (kind, quantity) in [("3", "2"), ("4", "512")] {
            #expect(
                try await value(
                    "string(\(item)[*[local-name()='ResourceType']='\(kind)']/*[local-name()='VirtualQuantity'])")
                    == quantity)
        }
        #expect(try await value("string(//*[local-name()='Config']/@*[local-name()='value'])") == "efi")
    }

    @Test func `compression and options of the format reach qemu-img`() async throws {
        try await withTemporaryDirectory { folder in
            let artifact = try await disks(in: folder)
            let options = HCLValue.object(["cluster_size": .string("128k")])
            _ = try await process(
                [
                    "format": .string("qcow2"), "output": .string(folder + "/a"), "compression": .string("zlib"),
                    "image_options": options,
                ], ArtifactFixture(files: [artifact.files[0]]))
            let information = try JSONParser.parse(try await run("qemu-img", "info", "--output=json", folder + "/a"))
            #expect(information["cluster-size"]?.int == 131_072)
        }
    }

    @Test func `a failure leaves neither half an image nor less than before`() async throws {
        try await withTemporaryDirectory { folder in
            let artifact = try await disks(in: folder)
            try HostFiles.write("old", to: folder + "/old.vmdk")
            await #expect(throws: DiskImageError.self) {
                try await process(
                    [
                        "format": .string("vmdk"), "output": .string(folder + "/old.vmdk"),
                        "image_options": .object(["nonsense": .string("1")]),
                    ], artifact)
            }
            await #expect(throws: PostProcessorError.self) {
                try await process(["format": .string("raw"), "output": .string(folder + "/./vm")], artifact)
            }
            try HostFiles.write([UInt8](repeating: 1, count: 100), to: folder + "/vm")
            await #expect(throws: (any Error).self) {
                try await process(
                    ["format": .string("ova"), "output": .string(folder + "/b.ova")],
                    ArtifactFixture(files: [folder + "/vm"]))
            }
            #expect(try HostFiles.list(folder) == ["old.vmdk", "raw", "vm", "vm-1"])
            #expect(try HostFiles.readText(folder + "/old.vmdk") == "old")
        }
    }

    @Test(arguments: [
        ("a.vmdk", 3, ["a.vmdk", "a-1.vmdk", "a-2.vmdk"]), ("a", 2, ["a", "a-1"]), ("d.x/a", 2, ["d.x/a", "d.x/a-1"]),
    ])
    func `further disks get numbers before the ending`(target: String, count: Int, names: [String]) {
        #expect(ConvertPostProcessor.names(target, count: count) == names)
    }

    @Test(arguments: [
        ([:], "The argument \"format\" is required"),
        (["format": HCLValue.string("vhdy")], "format must be one of qcow2, raw, vdi, vhd, vhdx, vmdk, ova"),
        (["format": .string("raw"), "compression": .string("zstd")], "compression is for format = \"qcow2\" only."),
        (["format": .string("qcow2"), "compression": .string("x")], "compression must be zlib or zstd"),
        (["format": .string("ova"), "memory": .number(0)], "memory must be at least 1, but is 0."),
        (["format": .string("ova"), "firmware": .string("x")], "firmware must be bios or efi."),
        (
            ["format": .string("vmdk"), "image_options": .object(["a": .string("1,b=2")])],
            "The image option \"a\" may not hold a comma."
        ),
    ])
    func `bad options are told`(values: [String: HCLValue], complaint: String) throws {
        let complaints = try ComponentFixture.complaints(ConvertPostProcessor.type, values)
        #expect(complaints.count == 1)
        #expect(complaints.first?.hasPrefix(complaint) == true, "\(complaints)")
    }

    @Test func `names of files are made harmless`() {
        #expect(OVFDescriptor.fileStem("../é") == "machine..__")
    }
}
