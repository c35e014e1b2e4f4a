import HostOS
import JSONText
import TestSupport
import Testing

extension IngotFixture {
    /// Builds the folder's template, which must fail for the reason that `rule` knows: in the report, and as the one
    /// line that the terminal shows of it.
    @discardableResult
    func fail(
        as rule: String, saying words: String, _ arguments: [String] = [], wrapper: [String] = [],
        report: String = "output.ingot-report"
    ) async throws -> IngotResult {
        let result = try await run(["build", "-color=false"] + arguments + ["t.pkr.hcl"], wrapper: wrapper)
        #expect(result.exit == .status(1), "\(result.text)")
        let cause = try JSONParser.parse(try text(report + "/report.json"))["cause"]
        #expect(cause?["name"]?.string == rule, "\(result.text)")
        let sentence = cause?["sentence"]?.string ?? "no sentence"
        #expect(sentence.contains(words), "\(result.text)")
        let line = result.lines.suffix(4).first { $0.hasPrefix("--> ") } ?? "no line"
        #expect(line.hasSuffix(": " + sentence), "\(result.text)")
        #expect(result.lines.last == "    Report: \(report)/index.html", "\(result.text)")
        return result
    }
}

extension EmptyMachine {
    /// A machine that nobody gets into; it is given up once it stands still.
    static let unreachable = EmptyMachine().with([
        "communicator": #""ssh""#, "ssh_username": #""nobody""#, "ssh_password": #""hidden-word""#,
        "ssh_timeout": #""8m""#, "stall_timeout": #""5s""#,
    ])

    /// A machine whose tiny Linux QEMU starts by itself, without firmware, boot loader and keys.
    ///
    /// - Parameter kernel: the kernel's arguments; the tiny installer's are `url=` and `root=`.
    static func linux(_ kernel: [String], stall: String = "10s") throws -> EmptyMachine {
        let words = (["console=ttyS0"] + kernel).map { "\"" + $0.replacing("\"", with: "\\\"") + "\"" }
        var machine = unreachable.with([
            "iso_url": "\"\(try IngotFixture.required("INGOT_TINY_ISO"))\"", "memory": "128", "disk_size": #""64M""#,
            "disk_interface": #""virtio""#, "net_device": #""virtio-net""#, "direct_kernel": #""/linux""#,
            "direct_initrd": #""/initrd.gz""#, "direct_boot_once": "false",
            "kernel_arguments": "[\(words.joined(separator: ", "))]", "stall_timeout": "\"\(stall)\"",
        ])
        machine.options["disk_image"] = nil
        return machine
    }

    /// The same Linux with nothing in it but a shell that runs a command.
    static func linux(running command: String) throws -> EmptyMachine {
        try linux(["rdinit=/bin/busybox", "--", "sh", "-c", "\"\(command); busybox sleep 1000\""])
    }
}
