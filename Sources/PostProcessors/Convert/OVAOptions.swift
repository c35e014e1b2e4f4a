import ComponentAPI
import HCLValues

/// What an OVA tells of the machine beside its disks.
struct OVAOptions: Sendable {
    enum Firmware: String {
        case bios
        case efi
    }

    enum Keys {
        static let name = OptionKey<String>(
            "vm_name", default: "{{.BuildName}}", late: true, "ova: the machine's name.")
        static let memory = OptionKey<Int>("memory", default: 1024, "ova: MiB of memory.")
        static let processors = OptionKey<Int>("cpus", default: 1, "ova: processors.")
        static let firmware = OptionKey<String>("firmware", default: "bios", "ova: bios or efi.")
        static let system = OptionKey<Int>(
            "os_id", default: 101,
            "ova: the guest's system by the number that CIM gives it: 101 is Linux of 64 bits, 96 Debian, 94 Ubuntu.")
        static let hardware = OptionKey<String>(
            "hardware", default: "vmx-13", "ova: the kind of virtual hardware: vmx-13, virtualbox-2.2.")
        static let adapter = OptionKey<String>("network_adapter", default: "E1000", "ova: E1000, VmxNet3 or PCNet32.")
        static let network = OptionKey<String>("network", default: "NAT", "ova: the name of the network.")
        static let declarations = [
            name.declaration, memory.declaration, processors.declaration, firmware.declaration, system.declaration,
            hardware.declaration, adapter.declaration, network.declaration,
        ]
    }

    let name: OutputName
    /// MiB.
    let memory: Int
    let processors: Int
    let firmware: Firmware
    /// CIM_OperatingSystem.OSType.
    let system: Int
    let hardware: String
    let adapter: String
    let network: String

    init(_ reader: OptionReader, _ environment: ComponentEnvironment, format: ConversionFormat?) {
        name = OutputName(Keys.name, reader, environment)
        memory = Self.positive(Keys.memory, reader)
        processors = Self.positive(Keys.processors, reader)
        system = Self.positive(Keys.system, reader)
        hardware = reader.value(Keys.hardware)
        adapter = reader.value(Keys.adapter)
        network = reader.value(Keys.network)
        firmware = Firmware(rawValue: reader.value(Keys.firmware)) ?? .bios
        if Firmware(rawValue: reader.value(Keys.firmware)) == nil {
            reader.error("Unknown firmware", "firmware must be bios or efi.", of: Keys.firmware)
        }
        guard format != .ova, format != nil else { return }
        let set = Keys.declarations.map(\.name).filter { reader.inputs[$0].map { !$0.value.isNull } ?? false }
        if !set.isEmpty {
            reader.warning(
                "Options without effect", "Only format = \"ova\" uses \(set.sorted().joined(separator: ", ")).")
        }
    }

    private static func positive(_ key: OptionKey<Int>, _ reader: OptionReader) -> Int {
        let value = reader.value(key)
        if value < 1 { reader.error("Invalid number", "\(key.name) must be at least 1, but is \(value).", of: key) }
        return value
    }
}
