import XMLText

/// The description of a machine by the Open Virtualization Format 1.1 (DMTF DSP0243).
struct OVFDescriptor: Sendable {
    struct Disk: Sendable {
        /// Its name in the archive.
        let file: String
        /// Where it is now.
        let path: String
        /// Bytes of the file.
        let fileSize: Int64
        /// Bytes that the guest sees.
        let capacity: Int64
    }

    let name: String
    let machine: OVAOptions
    let disks: [Disk]

    /// A machine's name as a part of files' names: letters, digits, dot, hyphen and underscore.
    static func fileStem(_ name: String) -> String {
        let stem = String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "_" })
        return stem.isEmpty || stem.hasPrefix(".") ? "machine" + stem : stem
    }

    var fileName: String { Self.fileStem(name) + ".ovf" }

    var text: String {
        ([#"<?xml version="1.0" encoding="UTF-8"?>"#, Self.envelope] + files + diskSection + networkSection
            + virtualSystem + ["</Envelope>"]).joined(separator: "\n") + "\n"
    }

    private static let envelope = """
        <Envelope ovf:version="1.0" xml:lang="en-US" xmlns="http://schemas.dmtf.org/ovf/envelope/1" \
        xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1" \
        xmlns:rasd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData" \
        xmlns:vssd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_VirtualSystemSettingData" \
        xmlns:vmw="http://www.vmware.com/schema/ovf">
        """

    private var files: [String] {
        ["  <References>"]
            + disks.enumerated().map { index, disk in
                #"    <File ovf:href="\#(XMLCharacters.escapedReplacing(disk.file))" ovf:id="file\#(index + 1)" "#
                    + #"ovf:size="\#(disk.fileSize)"/>"#
            } + ["  </References>"]
    }

    private var diskSection: [String] {
        let format = "http://www.vmware.com/interfaces/specifications/vmdk.html#streamOptimized"
        return ["  <DiskSection>", "    <Info>The machine's disks</Info>"]
            + disks.enumerated().map { index, disk in
                #"    <Disk ovf:capacity="\#(disk.capacity)" ovf:capacityAllocationUnits="byte" "#
                    + #"ovf:diskId="vmdisk\#(index + 1)" ovf:fileRef="file\#(index + 1)" ovf:format="\#(format)"/>"#
            } + ["  </DiskSection>"]
    }

    private var networkSection: [String] {
        [
            "  <NetworkSection>", "    <Info>The machine's networks</Info>",
            #"    <Network ovf:name="\#(XMLCharacters.escapedReplacing(machine.network))">"#,
            "      <Description>The network of the first adapter</Description>", "    </Network>",
            "  </NetworkSection>",
        ]
    }

    private var virtualSystem: [String] {
        [
            #"  <VirtualSystem ovf:id="\#(XMLCharacters.escapedReplacing(Self.fileStem(name)))">"#,
            "    <Info>A virtual machine</Info>", "    <Name>\(XMLCharacters.escapedReplacing(name))</Name>",
            #"    <OperatingSystemSection ovf:id="\#(machine.system)">"#,
            "      <Info>The guest's system</Info>", "    </OperatingSystemSection>",
            "    <VirtualHardwareSection>", "      <Info>What the machine needs</Info>", "      <System>",
            "        <vssd:ElementName>Virtual Hardware Family</vssd:ElementName>",
            "        <vssd:InstanceID>0</vssd:InstanceID>",
            "        <vssd:VirtualSystemIdentifier>\(XMLCharacters.escapedReplacing(name))</vssd:VirtualSystemIdentifier>",
            "        <vssd:VirtualSystemType>\(XMLCharacters.escapedReplacing(machine.hardware))</vssd:VirtualSystemType>",
            "      </System>",
        ] + items.flatMap(\.lines)
            + (machine.firmware == .efi
                ? [#"      <vmw:Config ovf:required="false" vmw:key="firmware" vmw:value="efi"/>"#] : [])
            + ["    </VirtualHardwareSection>", "  </VirtualSystem>"]
    }

    /// One piece of hardware; the elements of an item stand in the order of their names, as the schema has them.
    private struct Item {
        let elements: [(name: String, value: String)]

        var lines: [String] {
            ["      <Item>"]
                + elements.map {
                    "        <rasd:\($0.name)>\(XMLCharacters.escapedReplacing($0.value))</rasd:\($0.name)>"
                }
                + ["      </Item>"]
        }
    }

    private var items: [Item] {
        let processors = Item(elements: [
            ("AllocationUnits", "hertz * 10^6"), ("Description", "Number of virtual CPUs"),
            ("ElementName", "\(machine.processors) virtual CPU(s)"), ("InstanceID", "1"), ("ResourceType", "3"),
            ("VirtualQuantity", "\(machine.processors)"),
        ])
        let memory = Item(elements: [
            ("AllocationUnits", "byte * 2^20"), ("Description", "Memory Size"),
            ("ElementName", "\(machine.memory)MB of memory"), ("InstanceID", "2"), ("ResourceType", "4"),
            ("VirtualQuantity", "\(machine.memory)"),
        ])
        let controller = Item(elements: [
            ("Address", "0"), ("Description", "SCSI Controller"), ("ElementName", "SCSI controller 0"),
            ("InstanceID", "3"), ("ResourceSubType", "lsilogic"), ("ResourceType", "6"),
        ])
        let network = Item(elements: [
            ("AddressOnParent", "7"), ("AutomaticAllocation", "true"), ("Connection", machine.network),
            ("Description", "\(machine.adapter) ethernet adapter"), ("ElementName", "Network adapter 1"),
            ("InstanceID", "4"), ("ResourceSubType", machine.adapter), ("ResourceType", "10"),
        ])
        return [processors, memory, controller, network] + disks.indices.map(diskItem)
    }

    private func diskItem(_ index: Int) -> Item {
        // Unit 7 of a SCSI bus is the controller itself.
        Item(elements: [
            ("AddressOnParent", "\(index < 7 ? index : index + 1)"), ("ElementName", "Hard disk \(index + 1)"),
            ("HostResource", "ovf:/disk/vmdisk\(index + 1)"), ("InstanceID", "\(5 + index)"), ("Parent", "3"),
            ("ResourceType", "17"),
        ])
    }
}
