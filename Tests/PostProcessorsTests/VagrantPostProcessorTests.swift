import ComponentAPI
import HCLValues
import HostOS
import JSONText
import TestSupport
import Testing

@testable import PostProcessors

@Suite struct VagrantPostProcessorTests {
    private func process(
        _ values: [String: HCLValue], _ artifact: ArtifactFixture, events: NotedEvents = NotedEvents()
    ) async throws -> PostProcessed {
        try await ComponentFixture.make(VagrantPostProcessor.type, values).process(artifact, log: events.log)
    }

    private func disks(_ names: String..., in folder: String) async throws -> [String] {
        for name in names {
            let made = try await runProcess("qemu-img", ["create", "-q", "-f", "qcow2", folder + "/" + name, "3G"])
            try #require(made.exit.isSuccess)
        }
        return names.map { folder + "/" + $0 }
    }

    private func listed(_ box: String) async throws -> [String] {
        try await runProcess("tar", ["-tf", box]).outputText.split(separator: "\n").map(String.init)
    }

    private func text(_ name: String, in box: String) async throws -> String {
        try await runProcess("tar", ["-xOf", box, name]).outputText
    }

    @Test func `a libvirt box holds all disks in order, and names each`() async throws {
        try await withTemporaryDirectory { folder in
            var files = try await disks("vm-10", "vm", "vm-2", in: folder)
            try HostFiles.write("no disk", to: folder + "/efivars.fd")
            files.append(folder + "/efivars.fd")
            let events = NotedEvents()
            let artifact = ArtifactFixture(
                files: files, generatedData: ["Accelerator": "tcg"], builderID: "transcend.qemu")
            let result = try await process(
                [
                    "output": .string(folder + "/{{.BuildName}}-{{.Provider}}-{{.ArtifactId}}.box"),
                    "architecture": .string("arm64"),
                ], artifact, events: events)
            let box = folder + "/base-libvirt-VM.box"
            #expect(
                try await listed(box) == ["metadata.json", "Vagrantfile", "box_0.img", "box_1.img", "box_2.img"])
            let metadata = try JSONParser.parse(try await text("metadata.json", in: box))
            #expect(metadata["provider"]?.string == "libvirt")
            #expect(metadata["architecture"]?.string == "arm64")
            #expect(
                metadata["disks"]?.array?.compactMap { $0["path"]?.string } == ["box_0.img", "box_1.img", "box_2.img"])
            #expect(metadata["disks"]?.array?.allSatisfy { $0["format"]?.string == "qcow2" } == true)
            #expect(try await text("Vagrantfile", in: box).contains(#"libvirt.driver = "qemu""#))
            #expect(result.artifact?.builderID == "mitchellh.post-processor.vagrant")
            #expect(result.artifact?.id == "libvirt")
            #expect(result.artifact?.description == "'libvirt' provider box: \(box)")
            #expect(!result.keepsInput && !result.mustKeepInput)
            #expect(events.said.first == "Creating Vagrant box for 'libvirt' provider")
            let head = try HostFiles.read(box).prefix(2)
            #expect(Array(head) == [0x1F, 0x8B])
        }
    }

    @Test func `a raw disk is told as such, level 0 stores, and kvm stays kvm`() async throws {
        try await withTemporaryDirectory { folder in
            try HostFiles.write([UInt8](repeating: 7, count: 1024), to: folder + "/disk")
            let artifact = ArtifactFixture(
                files: [folder + "/disk"], generatedData: ["Accelerator": "kvm"], builderID: "transcend.qemu")
            let box = folder + "/a.box"
            _ = try await process(["output": .string(box), "compression_level": .number(0)], artifact)
            #expect(try HostFiles.read(box).starts(with: Array("metadata.json".utf8)))
            #expect(try await text("metadata.json", in: box).contains(#""format": "raw""#))
            #expect(try await text("Vagrantfile", in: box).contains(#"libvirt.driver = "kvm""#))
        }
    }

    @Test func `a qemu box has one disk and its size in GiB`() async throws {
        try await withTemporaryDirectory { folder in
            let artifact = ArtifactFixture(files: try await disks("vm", in: folder))
            let box = folder + "/a.box"
            let values: [String: HCLValue] = ["output": .string(box), "provider_override": .string("qemu")]
            _ = try await process(values, artifact)
            let metadata = try JSONParser.parse(try await text("metadata.json", in: box))
            #expect(metadata["virtual_size"]?.int == 3)
            #expect(metadata["format"]?.string == "qcow2")
            #expect(try await listed(box).contains("box.img"))
            let two = ArtifactFixture(files: artifact.files + (try await disks("vm-1", in: folder)))
            await #expect(throws: PostProcessorError.self) { try await process(values, two) }
        }
    }

    @Test func `a virtualbox box unpacks the OVA and takes the address of its first adapter`() async throws {
        try await withTemporaryDirectory { folder in
            let descriptor =
                #"<E><Adapter slot="0" MACAddress="080027ABCDEF"/><Adapter MACAddress="080027000000"/></E>"#
            for (name, content) in [("vm.ovf", descriptor), ("vm.mf", "sums"), ("vm-disk1.vmdk", "disk")] {
                try HostFiles.write(content, to: folder + "/" + name)
            }
            let packed = try await runProcess(
                "tar", ["-C", folder, "-cf", folder + "/vm.ova", "vm.ovf", "vm.mf", "vm-disk1.vmdk"])
            try #require(packed.exit.isSuccess)
            let artifact = ArtifactFixture(files: [folder + "/vm.ova"], builderID: "mitchellh.virtualbox")
            let box = folder + "/a.box"
            _ = try await process(["output": .string(box)], artifact)
            #expect(try await listed(box) == ["metadata.json", "Vagrantfile", "box.ovf", "vm-disk1.vmdk"])
            #expect(try await text("Vagrantfile", in: box).contains(#"config.vm.base_mac = "080027ABCDEF""#))
            #expect(try await text("box.ovf", in: box) == descriptor)
        }
    }

    @Test func `a Vagrantfile, files and options of one provider go in`() async throws {
        try await withTemporaryDirectory { folder in
            let files = try await disks("vm", in: folder)
            try HostFiles.write("# for {{.Provider}} of {{.BuildName}}\n", to: folder + "/V")
            try HostFiles.write("more", to: folder + "/extra")
            let values: [String: HCLValue] = [
                "output": .string(folder + "/common.box"), "provider_override": .string("libvirt"),
                "vagrantfile_template": .string(folder + "/V"), "include": texts(folder + "/extra"),
                "override": .object(["libvirt": .object(["output": .string(folder + "/own.box")])]),
            ]
            _ = try await process(values, ArtifactFixture(files: files))
            let box = folder + "/own.box"
            #expect(try await text("Vagrantfile", in: box).hasSuffix("# for libvirt of base\n"))
            #expect(try await text("extra", in: box) == "more")
            #expect(!HostFiles.exists(folder + "/common.box"))
        }
    }

    @Test func `a catalog keeps other boxes and replaces its own`() async throws {
        try await withTemporaryDirectory { folder in
            let files = try await disks("vm", in: folder)
            func run(_ version: String, _ architecture: String) async throws {
                _ = try await process(
                    [
                        "output": .string(folder + "/a.box"), "provider_override": .string("libvirt"),
                        "catalog": .string(folder + "/c.json"), "box_name": .string("me/base"),
                        "box_version": .string(version), "architecture": .string(architecture),
                        "box_url": .string("https://boxes.test/{{.Version}}/{{.Architecture}}/{{.Name}}"),
                    ], ArtifactFixture(files: files))
            }
            for (version, architecture) in [("1.0", "amd64"), ("1.0", "arm64"), ("1.1", "amd64"), ("1.0", "amd64")] {
                try await run(version, architecture)
            }
            let catalog = try JSONParser.parse(HostFiles.read(folder + "/c.json"))
            let found = (catalog["versions"]?.array ?? []).flatMap { version in
                (version["providers"]?.array ?? []).map { provider in
                    "\(version["version"]?.string ?? "") \(provider["url"]?.string ?? "")"
                }
            }
            #expect(
                found == [
                    "1.0 https://boxes.test/1.0/arm64/a.box", "1.0 https://boxes.test/1.0/amd64/a.box",
                    "1.1 https://boxes.test/1.1/amd64/a.box",
                ])
            let sum = try await runProcess("sha256sum", [folder + "/a.box"]).outputText.prefix(64)
            let last = catalog["versions"]?.array?.first?["providers"]?.array?.last
            #expect(last?["checksum"]?.string == String(sum))
            #expect(try HostFiles.list(folder) == ["a.box", "c.json", "vm"])
            // Another box's catalog is not touched.
            try HostFiles.write(#"{"name":"you/base"}"#, to: folder + "/c.json")
            await #expect(throws: PostProcessorError.self) { try await run("1", "amd64") }
            #expect(try HostFiles.readText(folder + "/c.json") == #"{"name":"you/base"}"#)
        }
    }

    @Test func `an artifact of unknown kind, without disks or with a strange accelerator makes no box`() async throws {
        try await withTemporaryDirectory { folder in
            let files = try await disks("vm", in: folder)
            try HostFiles.write("", to: folder + "/empty")
            let values: [String: HCLValue] = ["output": .string(folder + "/a.box")]
            let artifacts = [
                ArtifactFixture(files: files),
                ArtifactFixture(files: [folder + "/empty"], builderID: "transcend.qemu"),
                ArtifactFixture(files: files, generatedData: ["Accelerator": "whpx"], builderID: "transcend.qemu"),
                ArtifactFixture(files: files, builderID: "mitchellh.virtualbox"),
            ]
            for artifact in artifacts {
                await #expect(throws: PostProcessorError.self) { try await process(values, artifact) }
            }
            #expect(try HostFiles.list(folder) == ["empty", "vm"])
        }
    }

    @Test(arguments: [
        (["compression_level": HCLValue.number(10)], "compression_level must be from -1 to 9, but is 10."),
        (["include": texts("/no/such")], "Nothing is found at \"/no/such\""),
        (["vagrantfile_template": .string("/no/such")], "vagrantfile_template \"/no/such\" does not exist."),
        (["provider_override": .string("docker")], "Boxes for \"docker\" cannot be made"),
        (["provider_override": .string("x")], "provider_override must be libvirt, virtualbox or qemu, but is \"x\"."),
        (["catalog": .string("c")], "catalog needs box_name and box_version."),
        (["override": .string("x")], "override must be a map"),
        (["override": .object(["x": .object([:])])], "override names the provider \"x\""),
        (["override": .object(["libvirt": .object(["x": .string("")])])], "\"x\" is not an option"),
        (
            ["override": .object(["libvirt": .object(["compression_level": .number(10)])])],
            "For the provider libvirt: compression_level must be"
        ),
    ])
    func `bad options are told`(values: [String: HCLValue], complaint: String) throws {
        let complaints = try ComponentFixture.complaints(VagrantPostProcessor.type, values)
        #expect(complaints.count == 1)
        #expect(complaints.first?.hasPrefix(complaint) == true, "\(complaints)")
    }

    @Test func `a Vagrantfile that the build makes need not be there before`() throws {
        let complaints = try ComponentFixture.complaints(
            VagrantPostProcessor.type,
            ["vagrantfile_template": .string("/no/such"), "vagrantfile_template_generated": .bool(true)])
        #expect(complaints == [])
    }
}
