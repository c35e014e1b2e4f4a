import HostOS

/// The kind of processor that a machine has, with what suits it.
package enum Architecture: String, Hashable, Sendable, CaseIterable {
    case x86 = "x86_64"
    case aarch64, riscv64

    /// The architecture by its own name or by the one that Debian uses; `nil` for others.
    package init?(name: String) {
        switch name {
        case "amd64": self = .x86
        case "arm64": self = .aarch64
        default: self.init(rawValue: name)
        }
    }

    /// What a QEMU program runs by the last part of its name; x86_64 where that says nothing we know.
    package init(program: String) {
        let ending = HostPath.basename(program).split(separator: "-").last.map(String.init)
        self = ending.flatMap(Architecture.init(rawValue:)) ?? .x86
    }

    /// The architecture of this host; `nil` if it is none of ours.
    package static var host: Architecture? {
        #if arch(x86_64)
            .x86
        #elseif arch(arm64)
            .aarch64
        #else
            nil
        #endif
    }

    /// QEMU's program for it.
    package var program: String { "qemu-system-\(rawValue)" }

    /// The machine type where the template names none.
    package var machineType: String { self == .x86 ? "pc" : "virt" }

    /// The processor of a machine for which the template names none; `nil` where QEMU's own choice is good.
    ///
    /// QEMU gives a `virt` machine of ARM a processor of 32 bits otherwise.
    package func cpuModel(_ accelerator: Accelerator) -> String? {
        guard self == .aarch64 else { return nil }
        return accelerator == .kvm || accelerator == .hvf ? "host" : "cortex-a72"
    }

    /// QEMU's device for a TPM.
    package var tpmDevice: String { self == .x86 ? "tpm-tis" : "tpm-tis-device" }

    /// What Linux calls the first serial port.
    package var serialConsole: String { self == .aarch64 ? "ttyAMA0" : "ttyS0" }

    /// A screen and a keyboard for machine types that have none of their own.
    package var consoleDevices: [String] {
        self == .x86 ? [] : ["virtio-gpu-pci", "qemu-xhci,id=usb0", "usb-kbd,bus=usb0.0"]
    }

    /// Debian's package with its EFI firmware; `nil` if there is none.
    package var firmwarePackage: String? {
        switch self {
        case .x86: "ovmf"
        case .aarch64: "qemu-efi-aarch64"
        case .riscv64: nil
        }
    }

    /// Where that package has the code and the variables.
    package var usualFirmware: (code: String, variables: String) {
        self == .aarch64
            ? ("/usr/share/AAVMF/AAVMF_CODE.fd", "/usr/share/AAVMF/AAVMF_VARS.fd")
            : ("/usr/share/OVMF/OVMF_CODE.fd", "/usr/share/OVMF/OVMF_VARS.fd")
    }
}
