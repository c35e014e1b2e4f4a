import ComponentAPI
import QEMU

/// What starts the machine, and its TPM.
struct FirmwareOptions: Sendable {
    private enum Key {
        static let firmware = OptionKey<String>("firmware", default: "", "A firmware file to use as BIOS.")
        static let usePflash = OptionKey<Bool>(
            "use_pflash", default: false, "Gives the firmware as a read-only flash chip.")
        static let efiBoot = OptionKey<Bool>(
            "efi_boot", default: false, defaultText: "true for aarch64 machines, else false", "Boots by EFI.")
        static let efiCode = OptionKey<String>(
            "efi_firmware_code", default: "",
            defaultText: "what the host's packages offer, else /usr/share/OVMF/OVMF_CODE.fd",
            "EFI firmware; switches EFI on.")
        static let efiVariables = OptionKey<String>(
            "efi_firmware_vars", default: "",
            defaultText: "what belongs to that, else /usr/share/OVMF/OVMF_VARS.fd",
            "The EFI variables to start from; copied for the build; switches EFI on.")
        static let efiDropVariables = OptionKey<Bool>(
            "efi_drop_efivars", default: false, "Leaves the EFI variables out of the artifact.")
        static let secureBoot = OptionKey<Bool>(
            "secure_boot", default: false,
            "Boots by EFI with the makers' keys enrolled, so that only signed systems start; on x86 for q35 machines.")
        static let vtpm = OptionKey<Bool>("vtpm", default: false, "Gives the machine a TPM, made by swtpm.")
        static let useTPM1 = OptionKey<Bool>("use_tpm1", default: false, "Makes that a TPM 1.2 instead of a TPM 2.0.")
        static let tpmDevice = OptionKey<String>(
            "tpm_device_type", defaultText: "tpm-tis, or tpm-tis-device where arch is not x86_64",
            "QEMU's device for the TPM.")
        static let keepState = OptionKey<Bool>(
            "vtpm_keep_state", default: false,
            "Puts what the TPM holds into the artifact, as a folder tpm-state for swtpm's option --tpmstate.")
    }

    static let declarations: [OptionDeclaration] = [
        Key.firmware.declaration, Key.usePflash.declaration, Key.efiBoot.declaration, Key.efiCode.declaration,
        Key.efiVariables.declaration, Key.efiDropVariables.declaration, Key.secureBoot.declaration,
        Key.vtpm.declaration, Key.useTPM1.declaration, Key.tpmDevice.declaration, Key.keepState.declaration,
    ]

    var kind: MachineDescription.Firmware
    /// Whether the machine needs system management mode to protect the firmware's keys.
    var needsManagementMode: Bool
    var dropsEFIVariables: Bool
    /// `nil` for no TPM.
    var tpm: TPM?

    struct TPM: Hashable {
        var maker: VirtualTPM
        /// QEMU's device.
        var device: String
        /// Whether what it holds becomes part of the artifact.
        var keepsState: Bool
    }

    /// The machine as far as firmware is chosen by it.
    struct Target {
        var architecture: Architecture
        var qemuBinary: String
        var machineType: String
        /// Whether the template says `arch`: a machine of ARM is to start by itself then.
        var isChosenByArchitecture: Bool
        var isSecure: Bool
    }

    /// Whether only signed systems are to start.
    static func wantsSecureBoot(_ reader: OptionReader) -> Bool { reader.value(Key.secureBoot) }

    init(_ reader: OptionReader, _ target: Target) {
        let isSecure = target.isSecure
        let found = FirmwareDescriptor.find(
            program: target.qemuBinary, machineType: target.machineType, isSecure: isSecure)
        kind = Self.kind(reader, target, isSecure, found)
        needsManagementMode = isSecure && (found?.needsManagementMode ?? (target.architecture == .x86))
        dropsEFIVariables = reader.value(Key.efiDropVariables)
        tpm = Self.tpm(reader, target)
        Self.checkSecureBoot(reader, target, isSecure, found)
    }

    /// Without a file of the template's own, EFI is the firmware that the host's packages offer for the machine.
    private static func kind(
        _ reader: OptionReader, _ target: Target, _ isSecure: Bool, _ found: FirmwareDescriptor?
    ) -> MachineDescription.Firmware {
        let code = reader.value(Key.efiCode).nonEmpty
        let variables = reader.value(Key.efiVariables).nonEmpty
        let own = reader.value(Key.firmware).nonEmpty
        let needsEFI =
            target.isChosenByArchitecture && target.architecture == .aarch64 && own == nil
            && !reader.isSet(Key.efiBoot)
        let namesEFI = code != nil || variables != nil
        let wantsEFI = reader.value(Key.efiBoot) || isSecure || needsEFI
        if wantsEFI, !namesEFI, let found { return .efi(code: found.code, variables: found.variables) }
        if wantsEFI || namesEFI {
            let usual = target.architecture.usualFirmware
            return .efi(code: code ?? usual.code, variables: variables ?? usual.variables)
        }
        guard let own else { return .machineDefault }
        return reader.value(Key.usePflash) ? .flash(path: own) : .bios(path: own)
    }

    private static func tpm(_ reader: OptionReader, _ target: Target) -> TPM? {
        let maker = VirtualTPM(isVersion1: reader.value(Key.useTPM1))
        let device = reader.optional(Key.tpmDevice)?.nonEmpty ?? target.architecture.tpmDevice
        let keepsState = reader.value(Key.keepState)
        return reader.value(Key.vtpm) ? TPM(maker: maker, device: device, keepsState: keepsState) : nil
    }

    private static func checkSecureBoot(
        _ reader: OptionReader, _ target: Target, _ isSecure: Bool, _ found: FirmwareDescriptor?
    ) {
        guard isSecure else { return }
        if target.architecture == .x86, !target.machineType.contains("q35") {
            reader.error(
                "Invalid use of an option",
                "The option \"secure_boot\" needs machine_type = \"q35\": a machine of the type "
                    + "\"\(target.machineType)\" cannot keep its guest from the firmware's keys.", of: Key.secureBoot)
        } else if found == nil, !reader.isSet(Key.efiCode) || !reader.isSet(Key.efiVariables) {
            reader.error(
                "No firmware for secure boot",
                "No package of this host offers a firmware with keys for this machine. Install "
                    + "\(target.architecture.firmwarePackage ?? "one"), or set efi_firmware_code and efi_firmware_vars.",
                of: Key.secureBoot)
        }
    }
}
