import Diagnostics
import HostOS
import JSONText

/// An EFI firmware that is installed on this host, as its package describes it (QEMU's docs/interop/firmware.json).
package struct FirmwareDescriptor: Hashable, Sendable {
    /// The file with the firmware's code, which the guest only reads.
    package var code: String
    /// The file of variables to start from.
    package var variables: String
    var targets: [Target]
    var features: Set<String>

    struct Target: Hashable, Sendable {
        var architecture: String
        /// Names of machine types, with `*` for any characters.
        var machines: [String]
    }

    /// Where descriptors are, those of the administrator first; a file name found twice counts the first time.
    static let folders = ["/etc/qemu/firmware", "/usr/share/qemu/firmware"]
    /// No descriptor is longer, in bytes.
    private static let sizeLimit = 1 << 20

    /// What a plain machine cannot do or does not want: keys that refuse an unsigned system, and system management
    /// mode, which has to be switched on.
    private static let unwanted: Set<String> = [
        "requires-smm", "secure-boot", "enrolled-keys", "amd-sev-es", "intel-tdx",
    ]

    /// - Returns: `nil` for a firmware that is no EFI in two flash chips of raw format.
    init?(_ value: JSONValue) {
        guard value["interface-types"]?.array?.contains(where: { $0.string == "uefi" }) == true,
            let mapping = value["mapping"], mapping["device"]?.string == "flash",
            let code = Self.rawFile(mapping["executable"]), let variables = Self.rawFile(mapping["nvram-template"])
        else { return nil }
        self.code = code
        self.variables = variables
        targets = (value["targets"]?.array ?? []).compactMap { target in
            guard let architecture = target["architecture"]?.string else { return nil }
            return Target(
                architecture: architecture, machines: (target["machines"]?.array ?? []).compactMap(\.string))
        }
        features = Set((value["features"]?.array ?? []).compactMap(\.string))
    }

    private static func rawFile(_ value: JSONValue?) -> String? {
        guard let value, value["format"]?.string == "raw" else { return nil }
        return value["filename"]?.string
    }

    /// What a machine needs that is to refuse systems without a signature: the makers' keys are there already.
    private static let secure: Set<String> = ["secure-boot", "enrolled-keys"]

    /// Whether the machine has to have system management mode.
    package var needsManagementMode: Bool { features.contains("requires-smm") }

    /// Whether the machine starts with it, and refuses unsigned systems only where that is wanted.
    func suits(architecture: String, machineType: String, isSecure: Bool = false) -> Bool {
        (isSecure ? features.isSuperset(of: Self.secure) : features.isDisjoint(with: Self.unwanted))
            && targets.contains { target in
                target.architecture == architecture
                    && target.machines.contains { Self.matches(machineType, pattern: $0) }
            }
    }

    /// Aliases such as `q35` stand for the newest of a family, whose names a pattern such as `pc-q35-*` matches.
    private static func matches(_ machineType: String, pattern: String) -> Bool {
        let names = ["pc": "pc-i440fx-0", "q35": "pc-q35-0", "virt": "virt-0"]
        let name = names[machineType] ?? machineType
        guard let star = pattern.firstIndex(of: "*") else { return pattern == name || pattern == machineType }
        return name.hasPrefix(pattern[..<star]) && name.hasSuffix(pattern[pattern.index(after: star)...])
    }

    /// The first firmware that suits, in the order of the descriptors' names, which their packages number.
    ///
    /// - Parameter program: the name or path of the QEMU, whose last part ends with the architecture.
    package static func find(
        program: String, machineType: String, isSecure: Bool = false
    ) -> FirmwareDescriptor? {
        find(program: program, machineType: machineType, isSecure: isSecure, in: folders)
    }

    static func find(
        program: String, machineType: String, isSecure: Bool = false, in folders: [String]
    ) -> FirmwareDescriptor? {
        let architecture = HostPath.basename(program).split(separator: "-").last.map(String.init) ?? ""
        var paths: [String: String] = [:]
        for folder in folders {
            // A folder that is not there has no descriptors.
            for name in (try? HostFiles.list(folder)) ?? [] where name.hasSuffix(".json") && paths[name] == nil {
                paths[name] = HostPath.join(folder, name)
            }
        }
        for (_, path) in paths.sorted(by: { $0.key < $1.key }) {
            // One that cannot be read, or was emptied to switch it off, describes nothing.
            guard let bytes = try? HostFiles.read(path, limit: sizeLimit), let value = try? JSONParser.parse(bytes),
                let found = FirmwareDescriptor(value),
                found.suits(architecture: architecture, machineType: machineType, isSecure: isSecure),
                HostFiles.exists(found.code), HostFiles.exists(found.variables)
            else { continue }
            return found
        }
        return nil
    }
}
