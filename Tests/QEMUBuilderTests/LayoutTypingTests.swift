import BootCommand
import BuildEvents
import HCLValues
import HostOS
import QEMU
import TestSupport
import Testing

@testable import QEMUBuilder

private let tinyISO = HostEnvironment.variable("INGOT_TINY_ISO")
private let hasTools = ["qemu-system-x86_64", "xorriso", "ckbcomp", "loadkeys", "cpio"].allSatisfy {
    HostEnvironment.find(executable: $0) != nil
}

/// Every layout typed at the console of a Linux that has loaded it, as Debian's installer loads it.
@Suite(
    .enabled(if: tinyISO != nil, "INGOT_TINY_ISO names no installer"),
    .enabled(if: hasTools, "xorriso, ckbcomp (console-setup), loadkeys (kbd) or cpio is not installed"))
struct LayoutTypingTests {
    private static let ascii = String((0x21..<0x7F).compactMap { Unicode.Scalar($0).map { Character($0) } })

    /// The layout's own characters, as far as a console's font has them to be seen, by the layout's name.
    private static let own = [
        "us": "", "de": "äöüÄÖÜß§°²µ", "es": "ñÑçÇ¡¿ºª·", "fr": "éèçàù§µ²£", "jp": "", "uk": "£¬",
    ]

    /// Loads each layout, tells so, and writes the next line to the serial port.
    private static let reader = """
        for layout in \(KeyboardLayout.names.joined(separator: " ")); do
            busybox loadkmap </keymaps/$layout
            echo "ready for $layout"
            IFS= read -r line
            echo "$layout $line" >/dev/ttyS0
            echo "end of $layout" >/dev/ttyS0
        done
        """

    @Test(.timeLimit(.minutes(10)))
    func `every character of every layout arrives at a console that has loaded it`() async throws {
        try await withTemporaryDirectory { folder in
            let kernel = try await kernel(in: folder)
            try await TypedGuest.with({ $0.kernel = kernel }) { guest in
                for name in KeyboardLayout.names {
                    let layout = try #require(KeyboardLayout.named(name))
                    let text = Self.ascii + (Self.own[name] ?? "no such layout")
                    let words = "<waitText 'ready for \(name)' 2m><waitScreenStill 300ms>\(text)<enter>"
                    let record = try await guest.type(words, isReady: true, layout: layout)
                    #expect(record.verified == text.count && record.retyped == 0, "\(name): \(record)")
                    try await waitForText(in: HostPath.join(guest.folder, "serial")) { $0.contains("end of \(name)") }
                    let lines = try guest.text("serial").split(whereSeparator: \.isNewline).map(String.init)
                    #expect(lines.first { $0.hasPrefix(name + " ") } == "\(name) \(text)")
                }
            }
        }
    }

    /// The tiny installer's kernel with the reader as its only program.
    private func kernel(in folder: String) async throws -> MachineDescription.Kernel {
        let options = try OptionTableTests.options(["direct_kernel": "/linux", "direct_initrd": "/initrd.gz"])
        let log = BuildLog(build: nil, sink: NotingSink())
        let take = TakeKernel(options: options.directBoot, image: tinyISO ?? "", scratch: folder)
        var kernel = try #require(try await take.run(log))
        try HostFiles.createDirectory(folder + "/root")
        try HostFiles.write(Self.reader, to: folder + "/root/reader")
        // Linux unpacks one archive after the other.
        let script = """
            set -e
            mkdir root/keymaps
            for layout in \(KeyboardLayout.names.joined(separator: " ")); do
                case $layout in uk) name=gb ;; *) name=$layout ;; esac
                case $layout in jp) model=jp106 ;; *) model=pc105 ;; esac
                ckbcomp -model $model $name >map
                loadkeys -q -u -b map >root/keymaps/$layout
            done
            cd root
            find . | cpio --quiet -o -H newc | gzip -1 >>../initrd
            """
        let result = try await runProcess("sh", ["-c", script], workingDirectory: folder)
        #expect(result.exit.isSuccess, "\(result.errorText)")
        kernel.arguments =
            "quiet rdinit=/bin/busybox -- sh -c \"busybox mount -t devtmpfs d /dev; "
            + "exec busybox sh /reader </dev/tty1 >/dev/tty1 2>&1\""
        return kernel
    }
}
