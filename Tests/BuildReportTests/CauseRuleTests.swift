import BuildEvents
import BuildReport
import Diagnostics
import HostOS
import TestSupport
import Testing

/// What real systems show when they fail, and the rule that has to know it.
@Suite struct CauseRuleTests {
    struct Shown: Sendable, CustomTestStringConvertible {
        var rule: String
        var quote: String
        var screen = ""
        var serial = ""

        var testDescription: String { "\(rule): \(quote)" }
    }

    @Test(arguments: [
        Shown(
            rule: "kernel-panic", quote: "\"Kernel panic - not syncing: VFS: Unable to mount root fs",
            serial:
                "[    1.2] List of all partitions:\n[    1.234567] Kernel panic - not syncing: VFS: Unable to mount "
                + "root fs on unknown-block(0,0)\n[    1.3] CPU: 0 PID: 1 Comm: swapper/0\n"),
        Shown(
            rule: "no-boot-device", quote: "No bootable device.",
            screen: "Boot failed: not a bootable disk\nNo bootable device.\n"),
        Shown(
            rule: "no-boot-device", quote: "No bootable option or device was found",
            serial: "BdsDxe: failed to load Boot0001\nBdsDxe: No bootable option or device was found.\n"),
        Shown(rule: "efi-shell", quote: "shows its shell", screen: "UEFI Interactive Shell v2.2\nShell>"),
        Shown(
            rule: "efi-shell", quote: "shows its shell",
            serial: "UEFI v2.70 (EDK II, 0x00010000)\nPress ESC in 1 seconds to skip startup.nsh\nShell> "),
        Shown(
            rule: "boot-loader-prompt", quote: "\"grub>\"",
            screen: "GNU GRUB  version 2.06\nMinimal BASH-like line editing is supported.\ngrub>"),
        Shown(
            rule: "boot-loader-file", quote: "Could not find kernel image: linux",
            screen: "Could not find kernel image: linux\nboot:"),
        Shown(
            rule: "no-root-device", quote: "ALERT!  /dev/sda1 does not exist.",
            screen: "Gave up waiting for root file system device.\nALERT!  /dev/sda1 does not exist. Dropping to a "
                + "shell!\n(initramfs)"),
        Shown(
            rule: "no-dhcp", quote: "Network autoconfiguration failed",
            screen: "┌┤ [!!] Configure the network ├┐\n│ Network autoconfiguration failed │\n│ <Continue> │"),
        Shown(rule: "no-dhcp", quote: "No DHCPOFFERS received.", serial: "No DHCPOFFERS received.\n"),
        Shown(
            rule: "installer-failed", quote: "An installation step failed",
            screen: "┌┤ [!!] Select and install software ├┐\n│ An installation step failed. You can try │\n│ <Go Back>"),
        Shown(
            rule: "installer-asks", quote: "Configure the package manager: Use a network mirror?",
            screen: "┌┤ [!] Configure the package manager ├┐\n│        │\n│ Use a network mirror? │\n│       │\n"
                + "│  <Go Back>     <Yes>   <No>  │"),
        Shown(
            rule: "installer-asks", quote: "Please make a selection from the above",
            screen: "Installation\n1) [x] Language settings\nPlease make a selection from the above ['b' to begin]:"),
        Shown(
            rule: "out-of-memory", quote: "Out of memory: Killed process 912 (apt)",
            serial: "[ 99.0] oom-kill:constraint=CONSTRAINT_NONE,task=apt\n"
                + "[ 99.1] Out of memory: Killed process 912 (apt) total-vm:1\n"),
        Shown(
            rule: "out-of-memory", quote: "System is deadlocked on memory",
            serial: "[    1.9] Kernel panic - not syncing: System is deadlocked on memory\n"),
        Shown(
            rule: "guest-disk-full", quote: "cp: error writing",
            screen: "cp: error writing 'x': No space left on device"),
    ])
    func `what a machine shows is understood`(shown: Shown) throws {
        let cause = try #require(LikelyCause.find(in: .unreachable(screen: shown.screen, serial: shown.serial)))
        #expect(cause.name == shown.rule)
        #expect(cause.sentence.contains(shown.quote), "\(cause.sentence)")
        #expect(!cause.advice.isEmpty)
    }

    @Test(arguments: [
        // The progress of an installer is no question, nor is a boot that goes on.
        "┌┤ Installing the base system ├┐\n│            33%              │\n│ Unpacking libc6 ...         │",
        "Boot failed: not a bootable disk\nBooting from DVD/CD...\nISOLINUX 6.04\nLoading kernel... ok\nreading",
        "[    3.2] input: AT keyboard\n[    3.3] random: crng init done",
        "",
    ])
    func `a machine that works is not accused`(screen: String) {
        #expect(LikelyCause.find(in: .unreachable(screen: screen)) == nil)
    }

    @Test(arguments: [
        ("dial", "ssh-refused"), ("banner", "ssh-refused"), ("keyExchange", "no-common-algorithm"),
        ("authentication", "login-refused"),
    ])
    func `the last attempt to connect tells how far it came`(stage: String, rule: String) {
        let build = RecordedBuild.unreachable(
            .attempt(stage: "banner", seen: "no banner"), .attempt(stage: stage, seen: "what was seen"))
        let cause = LikelyCause.find(in: build)
        #expect(cause?.name == rule)
        #expect(cause?.sentence.contains("what was seen") == true)
    }

    @Test func `a file that was missing first and found later is no cause, nor is one that nobody needs`() {
        func request(_ path: String, _ status: Int, near: String? = nil) -> Exhibit {
            .request(RequestExhibit(method: "GET", path: path, status: status, bytes: 0, suggestion: near))
        }
        let harmless = RecordedBuild.unreachable(
            request("/a", 404), request("/a", 200), request("/vendor-data", 404))
        #expect(LikelyCause.find(in: harmless) == nil)
        let missing = RecordedBuild.unreachable(request("/a", 200), request("/presed.cfg", 404, near: "/preseed.cfg"))
        #expect(LikelyCause.find(in: missing)?.name == "answers-missing")
        #expect(LikelyCause.find(in: missing)?.sentence.contains("the nearest name there is /preseed.cfg") == true)
    }

    @Test func `a guest that never asked for anything is told where there was something to ask for`() {
        let words = ["Starting HTTP server on port 8123"]
        #expect(LikelyCause.find(in: .unreachable(saying: words))?.name == "no-request")
        #expect(LikelyCause.find(in: .unreachable()) == nil)
    }

    @Test(arguments: [
        (
            Diagnostic("QEMU ended", detail: "QEMU ended while it started (exit status 1). It said:\nqemu: bad"),
            "qemu-refused"
        ),
        (Diagnostic("QEMU ended", detail: "QEMU ended while the build still needed it (signal 9). "), "qemu-died"),
        (
            Diagnostic("QEMU ended", detail: "QEMU ended while the build still needed it (exit status 0). "),
            "powered-off"
        ),
        (Diagnostic("KVM not usable", detail: "The template asks for it, but /dev/kvm is not there."), "no-kvm"),
        (Diagnostic("Wrong checksum", detail: "the checksum of x is wrong: expected 1, got 2."), "wrong-checksum"),
        (Diagnostic("Timeout waiting for shutdown"), "no-shutdown"),
        (Diagnostic("Nothing was installed"), "nothing-installed"),
        (Diagnostic("Machine halted", detail: "the machine was stopped (io-error): a disk"), "host-disk-full"),
        (Diagnostic("Build failed", detail: "cannot write x: No space left on device"), "host-disk-full"),
        (Diagnostic("Operating system error", detail: "cannot read x: no such file or directory."), "file-missing"),
        (Diagnostic("The machine stands still", detail: "nothing changed"), "stands-still"),
    ])
    func `the failure's own words are understood`(failure: Diagnostic, rule: String) {
        #expect(LikelyCause.find(in: .showing(failure: failure))?.name == rule)
    }

    @Test(arguments: [
        ("kvm", "Could not access KVM kernel module: No such file or directory", "no-kvm"),
        ("kvm", "-accel kvm: failed to initialize kvm: Inappropriate ioctl for device", "no-kvm"),
        ("lock", "Failed to get \"write\" lock", "disk-in-use"),
        ("port", "Could not set up host forwarding rule 'tcp:127.0.0.1:22-:22'", "port-taken"),
    ])
    func `QEMU's own words are understood, while it runs and when it does not start`(
        _: String, words: String, rule: String
    ) {
        let words = "qemu-system-x86_64: " + words
        let ended = Diagnostic("QEMU ended", detail: "QEMU ended while it started (exit status 1). It said:\n" + words)
        var build = RecordedBuild.showing(failure: ended)
        #expect(LikelyCause.find(in: build)?.name == rule)
        build.failure = Diagnostic("QEMU ended", detail: "QEMU ended while it started ()")
        build.note(.exhibit(.words([words])))
        #expect(LikelyCause.find(in: build)?.name == rule)
    }

    @Test func `a script is quoted with its last words, not with what was said of it`() {
        var build = RecordedBuild.showing(
            screen: "tiny login:",
            failure: Diagnostic(
                "Build failed", detail: "Script exited with non-zero exit status: 7. Allowed exit codes are: [0]"))
        for kind: BuildEvent.Kind in [
            .say("Connected to SSH!"), .say("Provisioning with shell script: x"), .message("first"),
            .error("it is no use"), .error("Provisioning step had errors: Running the cleanup provisioner"),
            .message("cleaned up"),
        ] { build.note(kind) }
        let cause = LikelyCause.find(in: build)
        #expect(cause?.name == "script-failed")
        #expect(cause?.sentence == "A script ended with status 7; its last words were \"it is no use\".")
    }

    @Test func `what is certain comes before what is likely, wherever it stands in the table`() {
        let build = RecordedBuild.unreachable(
            screen: "boot:", serial: "Kernel panic - not syncing: no init\n", .attempt(stage: "dial", seen: "refused"))
        #expect(LikelyCause.find(in: build)?.name == "kernel-panic")
    }

    @Test func `names of rules are unique, and each says what it looks for`() {
        let names = CauseRule.all.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(CauseRule.all.allSatisfy { !$0.looksFor.isEmpty && !$0.advice.isEmpty })
    }
}

@Suite struct ReportDocumentationTests {
    @Test func `the documentation lists the rules as they are`() throws {
        let text = try HostFiles.readText(HostPath.join(try Repository.root(), "docs/reports.md"))
        let rows = text.split(separator: "\n").map(String.init).filter { row in
            ["certain", "likely", "possible"].contains { row.contains("` | \($0) | ") }
        }
        #expect(rows == CauseRule.all.map { "| `\($0.name)` | \($0.certainty) | \($0.looksFor) |" })
    }
}
