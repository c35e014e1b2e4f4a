import HostOS
import TestSupport
import Testing

/// What goes wrong in a guest, each provoked in a real one: the cause is named on the terminal and in the report.
@Suite(.turnLimit) struct GuestCauseTests {
    /// A tiny Linux and what it is told.
    struct Linux: Sendable, CustomTestStringConvertible {
        var rule: String
        var words: String
        var kernel: [String] = []
        /// What the whole system does, in place of `kernel`.
        var command: String?
        var options: [String: String] = [:]
        var stall = "8s"

        var testDescription: String { "\(rule): \(words)" }

        func machine() throws -> EmptyMachine {
            let machine =
                if let command { try EmptyMachine.linux(running: command) } else { try EmptyMachine.linux(kernel) }
            return machine.with(["stall_timeout": "\"\(stall)\""]).with(options)
        }
    }

    private static let answers = "url=http://{{ .HTTPIP }}:{{ .HTTPPort }}/preseed.cfg"
    /// The kernel is started once, and the disk is to boot after the guest's reboot.
    private static let installing = ["direct_boot_once": "true"]
    private static let serving = ["http_content": #"{ "/preseed.cfg" = "d-i partman-auto/disk string /dev/vda\n" }"#]

    @Test(arguments: [
        Linux(rule: "kernel-panic", words: "Kernel panic - not syncing: VFS", kernel: ["rdinit=/nope"], stall: "4s"),
        // QEMU ends with the panic, and what it showed is known all the same.
        Linux(
            rule: "kernel-panic", words: "Kernel panic - not syncing", kernel: ["rdinit=/nope", "panic=1"],
            options: ["qemuargs_append": #"[["-no-reboot"]]"#]),
        // The guest reboots, as one does that is installed.
        Linux(
            rule: "kernel-panic", words: "Kernel panic - not syncing", kernel: ["rdinit=/nope", "panic=1"],
            options: installing, stall: "2m"),
        // The same without a serial console: the screen alone tells.
        Linux(
            rule: "kernel-panic", words: "Kernel panic - not syncing",
            options: installing.merging(["kernel_arguments": #"["quiet", "rdinit=/nope", "panic=-1"]"#]) { $1 },
            stall: "2m"),
        Linux(
            rule: "nothing-installed", words: "without having written anything",
            command: "busybox reboot -f", options: installing, stall: "2m"),
        Linux(
            rule: "answers-missing",
            words: "asked for /presed.cfg, which is not served (404); the nearest name there is /preseed.cfg",
            kernel: [answers.replacing("preseed", with: "presed")], options: serving),
        Linux(
            rule: "no-dhcp", words: "no address by DHCP", kernel: [answers],
            // A card that leads nowhere; udhcpc asks ten times, a second each, without a word.
            options: serving.merging(["qemuargs": #"[["-netdev", "hubport,hubid=0,id=user.0"]]"#]) { own, _ in own },
            stall: "14s"),
        // The tiny system waits for its disk for ten seconds.
        Linux(rule: "no-root-device", words: "no disk /dev/nope", kernel: ["root=/dev/nope"], stall: "14s"),
        Linux(
            rule: "installer-failed", words: "FAILED: the answers name no account", kernel: [answers],
            options: serving),
        Linux(
            rule: "out-of-memory", words: "Out of memory: Killed process",
            command: "busybox mount -t devtmpfs dev /dev; busybox tail /dev/zero"),
        // The archive alone fills so small a memory.
        Linux(
            rule: "out-of-memory", words: "The guest ran out of memory", kernel: [], options: ["memory": "96"],
            stall: "4s"),
        Linux(
            rule: "guest-disk-full", words: "cp: write error: No space left on device",
            command:
                "busybox mkdir /full; busybox mount -t tmpfs -o size=64k full /full; busybox cp /bin/busybox /full"),
    ])
    func `what goes wrong in a Linux is named`(linux: Linux) async throws {
        try await IngotFixture.with { ingot in
            try linux.machine().put(in: ingot)
            try await ingot.fail(as: linux.rule, saying: linux.words)
        }
    }

    /// What is typed at the tiny installer's boot prompt.
    struct Keys: Sendable, CustomTestStringConvertible {
        var keys: String
        var rule: String
        var words: String

        var testDescription: String { rule }
    }

    @Test(arguments: [
        Keys(keys: "instal<enter>", rule: "boot-loader-file", words: "instal"),
        Keys(keys: "install url=", rule: "boot-loader-prompt", words: "boot: install url="),
    ])
    func `what a boot loader does not understand is named`(typed: Keys) async throws {
        let iso = try IngotFixture.required("INGOT_TINY_ISO")
        try await IngotFixture.with { ingot in
            var machine = EmptyMachine.unreachable.with([
                "iso_url": "\"\(iso)\"", "boot_command": "[\"<waitText 'boot:' 60s>\(typed.keys)\"]",
                "stall_timeout": #""5s""#,
            ])
            machine.options["disk_image"] = nil
            try machine.put(in: ingot)
            try await ingot.fail(as: typed.rule, saying: typed.words)
        }
    }

    @Test func `an EFI firmware that found no boot loader is known by its shell`() async throws {
        try await IngotFixture.with { ingot in
            try EmptyMachine.unreachable.with([
                "efi_boot": "true", "memory": "128", "stall_timeout": #""15s""#,
                // Without a ROM and a driver for its card, the firmware does not look for a server to boot from.
                "net_device": #""rtl8139""#, "qemuargs_append": #"[["-global", "rtl8139.romfile="]]"#,
            ]).put(in: ingot)
            try await ingot.fail(as: "efi-shell", saying: "no boot loader and shows its shell")
        }
    }
}
