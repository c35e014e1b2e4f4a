import BuildEvents
import Diagnostics

extension CauseRule {
    /// What goes wrong between power-on and the installer or system.
    static let boot: [CauseRule] = [
        CauseRule(
            "kernel-panic", .certain, looksFor: "\"Kernel panic\" on the screen or the serial port",
            advice: [
                "Read the lines above it in serial.log or on the screen: a wrong root=, a driver that is missing, or "
                    + "too little memory are common."
            ]
        ) { build in
            guard let line = build.consoleLines.first(with: "kernel panic - not syncing", "kernel panic:") else {
                return build.state == "guest-panicked" ? Finding("The guest's system panicked.") : nil
            }
            // That is the end of another story.
            guard !line.contains(oneOf: lackOfMemory) else { return nil }
            return Finding("The guest's kernel panicked: \"\(line)\".")
        },
        CauseRule(
            "no-boot-device", .certain, looksFor: "the firmware's words on the screen: No bootable device",
            advice: [
                "Check that the ISO or disk image can be booted by this firmware (efi_boot), and that an installer "
                    + "wrote a boot loader."
            ]
        ) { build in
            // Firmware that has other places to boot from says so of each, and goes on.
            let words = build.lastScreen.suffix(3).reversed().first(
                with: "no bootable device", "not a bootable disk", "no bootable option or device", "no boot device",
                "missing operating system", "operating system not found", "no bootable medium")
            let serial = build.lastSerialLines.suffix(20).first(with: "no bootable option or device")
            guard let words = words ?? serial else { return nil }
            return Finding("The machine has nothing to boot from: its firmware says \"\(words)\".")
        },
        CauseRule(
            "efi-shell", .likely, looksFor: "the prompt of the EFI shell",
            advice: ["Check that the ISO or disk image has a boot loader for EFI, or build without efi_boot."]
        ) { build in
            // The firmware shows its shell on the serial port too, among sequences for a terminal.
            let isShell = build.lastScreen.last?.plain == "Shell>" || build.serial.trimmed.hasSuffix("Shell>")
            guard isShell || build.lastSerialLines.suffix(2).contains(where: { $0.contains("Shell> ") }) else {
                return nil
            }
            return Finding("The EFI firmware found no boot loader and shows its shell.")
        },
        CauseRule(
            "boot-loader-file", .likely, looksFor: "a boot loader that misses its kernel or does not know a command",
            advice: ["Correct the boot command: it names a file or entry that the boot loader does not have."]
        ) { build in
            let words =
                build.lastScreen.first(
                    with: "could not find kernel image", "invalid or corrupt kernel image", "unknown keyword in",
                    "error: file `", "error: can't find command", "you need to load the kernel first")
                ?? build.lastScreen.first(with: ["loading "], and: ["failed: no such file"])
            return words.map { Finding("The boot loader did not understand what it was told: \"\($0)\".") }
        },
        CauseRule(
            "boot-loader-prompt", .likely, looksFor: "a boot loader's prompt as the last line of the screen",
            advice: [
                "Check boot_command, and allow more time before it (boot_wait): keys may have been typed too early, "
                    + "or the last <enter> is missing."
            ]
        ) { build in
            guard let line = build.lastScreen.last?.plain else { return nil }
            let prompts = ["grub>", "grub rescue>", "boot:", "iPXE>"]
            guard prompts.contains(where: line.lowercased().hasPrefix), line.count < 200 else { return nil }
            return Finding("The machine stopped at its boot loader: the screen ends with \"\(line)\".")
        },
        CauseRule(
            "no-root-device", .likely, looksFor: "an initramfs that gave up looking for the root device",
            advice: [
                "Compare root= with the disk's name in the guest: disk_interface decides whether it is vda or sda."
            ]
        ) { build in
            let console = build.lastScreen + build.lastSerialLines.suffix(40)
            guard
                let line = console.first(with: "does not exist. dropping to a shell", "no disk /dev/")
                    ?? console.first(
                        with: "gave up waiting for root", "unable to find a medium", "entering emergency mode",
                        "cannot open access to console, the root account", "(initramfs)")
            else { return nil }
            return Finding("The guest did not find its root file system: \"\(line)\".")
        },
    ]
}
