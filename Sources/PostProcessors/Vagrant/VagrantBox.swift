import Archives
import ComponentAPI
import HostOS
import JSONText
import XMLText

/// What goes into a box: the machine's files and two descriptions of it.
struct VagrantBox {
    let provider: VagrantProvider
    let architecture: String
    /// The machine's files by their names in the box.
    private(set) var payload: [(name: String, path: String)] = []
    private var metadata: [JSONValue.Member]
    /// Lines of the Vagrantfile's block.
    private var settings: [String] = []

    /// - Parameter scratch: a folder for files that have to be unpacked.
    init(_ provider: VagrantProvider, of artifact: any Artifact, architecture: String, scratch: String) async throws {
        self.provider = provider
        self.architecture = architecture
        metadata = [.init("provider", .string(provider.rawValue))]
        switch provider {
        case .libvirt: try addLibvirt(artifact)
        case .qemu: try addQEMU(artifact)
        case .virtualbox: try await addVirtualBox(artifact, scratch)
        }
        metadata.append(.init("architecture", .string(architecture)))
    }

    /// The second format of vagrant-libvirt's boxes: any number of disks, whose sizes it reads from the images.
    private mutating func addLibvirt(_ artifact: any Artifact) throws {
        let disks = try ArtifactDisk.disks(of: artifact)
        payload = disks.enumerated().map { ("box_\($0.offset).img", $0.element.path) }
        metadata.append(
            .init(
                "disks",
                .array(
                    disks.enumerated().map { index, disk in
                        .object([
                            .init("path", .string("box_\(index).img")),
                            .init("format", .string(disk.format.rawValue)),
                        ])
                    })))
        let driver = try Self.driver(accelerator: artifact.generatedData["Accelerator"])
        settings = ["  config.vm.provider :libvirt do |libvirt|", "    libvirt.driver = \"\(driver)\"", "  end"]
    }

    /// libvirt's kind of machine that runs what the build's machine ran.
    private static func driver(accelerator: String?) throws -> String {
        switch accelerator {
        case nil, "kvm": "kvm"
        case "none", "tcg", "hvf": "qemu"
        case let other?:
            throw PostProcessorError(
                "libvirt has no driver for the accelerator \(other), so no box can be made for it")
        }
    }

    /// One disk, as the plug-in vagrant-qemu reads it.
    private mutating func addQEMU(_ artifact: any Artifact) throws {
        let disks = try ArtifactDisk.disks(of: artifact)
        guard let disk = disks.first, disks.count == 1 else {
            throw PostProcessorError("A box for qemu has one disk, but the artifact has \(disks.count)")
        }
        payload = [("box.img", disk.path)]
        let gibibytes = (disk.virtualSize + (1 << 30) - 1) >> 30
        metadata += [
            .init("format", .string(disk.format.rawValue)), .init("virtual_size", .int(Int(gibibytes))),
        ]
    }

    /// The files of an exported machine; an OVA is unpacked.
    private mutating func addVirtualBox(_ artifact: any Artifact, _ scratch: String) async throws {
        var files = artifact.files
        if let archive = files.first(where: { HostPath.extension($0) == "ova" }) {
            files = try await TarReader.unpack(archive, into: scratch)
        }
        guard let descriptor = files.first(where: { HostPath.extension($0) == "ovf" }) else {
            throw PostProcessorError(
                "A box for virtualbox is made of an .ova, or an .ovf and its disks, and the artifact has neither",
                advice: ["Let the post-processor convert with format = \"ova\" go before."])
        }
        payload.append(("box.ovf", descriptor))
        // The manifest names the descriptor as it was called before.
        let others = files.filter { $0 != descriptor && !["mf", "ova"].contains(HostPath.extension($0)) }
        payload += others.map { (HostPath.basename($0), $0) }
        if let address = Self.firstMAC(in: try HostFiles.read(descriptor, limit: 16 << 20)) {
            settings = ["  config.vm.base_mac = \"\(address)\""]
        }
    }

    /// The address of the first network adapter in a descriptor by VirtualBox; none in one that is no XML.
    static func firstMAC(in descriptor: [UInt8]) -> String? {
        let adapter = (try? XMLReader.document(descriptor))?.first { element in
            let address = element.attributes["MACAddress"] ?? ""
            return element.name == "Adapter" && address.count == 12 && address.allSatisfy(\.isHexDigit)
        }
        return adapter?.attributes["MACAddress"]
    }

    var metadataText: String {
        JSONWriter(indentation: 2).text(.object(metadata)) + "\n"
    }

    /// The box's Vagrantfile; what the template brings comes last, so that it counts.
    func vagrantfile(adding custom: String?) -> String {
        var text = "# Settings of the machine that this box was made of.\n"
        text += (["Vagrant.configure(\"2\") do |config|"] + settings + ["end"]).joined(separator: "\n") + "\n"
        guard let custom else { return text }
        return text + "\n# Settings that were given when the box was made.\n" + custom
    }
}
