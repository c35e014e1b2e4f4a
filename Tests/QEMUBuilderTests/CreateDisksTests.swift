import BuildEvents
import Diagnostics
import HCLValues
import HostOS
import JSONText
import QEMU
import Testing

@testable import QEMUBuilder

private let hasQEMUImg = HostEnvironment.find(executable: "qemu-img") != nil

@Suite(.enabled(if: hasQEMUImg, "qemu-img is not installed"))
struct CreateDisksTests {
    /// Makes the disks of a template whose image has 8 MiB in the format `base`.
    private func make(
        base: String, size: String = "8M", _ values: [String: HCLValue], in folder: String
    ) async throws -> (QEMUOptions, [MachineDescription.Disk]) {
        let log = BuildLog(build: nil, sink: NotingSink())
        let image = HostPath.join(folder, "base image")
        try await DiskImage(log: log).create(image, format: base, size: DiskSize(size))
        var all = values
        all["output_directory"] = .string(HostPath.join(folder, "out"))
        let options = QEMUOptions(Fixture.reader(all), Fixture.environment())
        try HostFiles.createDirectory(options.disks.outputDirectory)
        return (options, try await CreateDisks(options: options, image: RetrievedImage(path: image)).run(log))
    }

    private func information(_ path: String) async throws -> JSONValue {
        let result = try await runProcess("qemu-img", ["info", "--output=json", path])
        return try JSONParser.parse(result.standardOutput)
    }

    @Test(arguments: ["qcow2", "raw"], ["qcow2", "raw"])
    func `a disk image is copied and resized`(_ base: String, _ format: String) async throws {
        try await withTemporaryDirectory { folder in
            let (_, disks) = try await make(
                base: base,
                ["disk_image": .bool(true), "disk_size": .string("16M"), "format": .string(format)], in: folder)
            let facts = try await information(disks[0].path)
            #expect(facts["format"]?.string == format)
            #expect(facts["virtual-size"]?.int == 16 << 20)
        }
    }

    @Test(arguments: [["disk_image": true], ["disk_image": true, "use_backing_file": true]] as [[String: HCLValue]])
    func `a disk is never made smaller than its image`(_ start: [String: HCLValue]) async throws {
        try await withTemporaryDirectory { folder in
            let values = start.merging(["disk_size": "4M"]) { own, _ in own }
            let error = try await #require(throws: DiagnosticError.self) {
                try await make(base: "qcow2", values, in: folder)
            }
            #expect(error.diagnostics.map(\.summary) == ["Disk image larger than disk_size"])
            #expect(error.diagnostics[0].advice == ["Set skip_resize_disk = true, or a disk_size of 8M or more."])
        }
        try await withTemporaryDirectory { folder in
            let (_, disks) = try await make(base: "qcow2", size: "50G", start, in: folder)
            let facts = try await information(disks[0].path)
            #expect(facts["virtual-size"]?.int == 50 << 30)
        }
    }

    @Test func `a template that says so gets a smaller disk`() async throws {
        try await withTemporaryDirectory { folder in
            let (_, disks) = try await make(
                base: "qcow2",
                ["disk_image": true, "disk_size": "4M", "qemu_img_args": .object(["resize": ["--shrink"]])], in: folder)
            let facts = try await information(disks[0].path)
            #expect(facts["virtual-size"]?.int == 4 << 20)
        }
    }

    @Test func `an overlay keeps its image's size where that is wanted`() async throws {
        try await withTemporaryDirectory { folder in
            let (_, disks) = try await make(
                base: "qcow2", ["disk_image": true, "use_backing_file": true, "skip_resize_disk": true], in: folder)
            let facts = try await information(disks[0].path)
            #expect(facts["virtual-size"]?.int == 8 << 20)
        }
    }

    @Test func `skip_resize_disk keeps the size`() async throws {
        try await withTemporaryDirectory { folder in
            let (_, disks) = try await make(
                base: "qcow2", ["disk_image": .bool(true), "skip_resize_disk": .bool(true)], in: folder)
            let facts = try await information(disks[0].path)
            #expect(facts["virtual-size"]?.int == 8 << 20)
        }
    }

    @Test(arguments: ["qcow2", "raw"])
    func `an overlay knows the format of what it lies on`(_ base: String) async throws {
        try await withTemporaryDirectory { folder in
            let (_, disks) = try await make(
                base: base,
                ["disk_image": .bool(true), "use_backing_file": .bool(true), "disk_size": .string("16M")], in: folder)
            let facts = try await information(disks[0].path)
            #expect(facts["backing-filename"]?.string == HostPath.join(folder, "base image"))
            #expect(facts["backing-filename-format"]?.string == base)
            #expect(facts["virtual-size"]?.int == 16 << 20)
        }
    }

    @Test func `further disks are made, and all become the final format`() async throws {
        try await withTemporaryDirectory { folder in
            let (options, disks) = try await make(
                base: "raw",
                [
                    "disk_size": .string("4M"), "format": .string("vmdk"),
                    "disk_additional_size": .tuple([.string("2M"), .string("3M")]),
                ], in: folder)
            #expect(disks.map { HostPath.basename($0.path) } == ["packer-x", "packer-x-1", "packer-x-2"])
            #expect(disks.allSatisfy { $0.format == "qcow2" })
            try await CompactDisks(options: options.disks, disks: disks).run(
                BuildLog(build: nil, sink: NotingSink()))
            for disk in disks {
                let facts = try await information(disk.path)
                #expect(facts["format"]?.string == "vmdk")
            }
        }
    }
}
