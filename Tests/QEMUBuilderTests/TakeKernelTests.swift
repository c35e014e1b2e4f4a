import BuildEvents
import Diagnostics
import HCLValues
import HostOS
import QEMU
import Testing

@testable import QEMUBuilder

@Suite(.enabled(if: HostEnvironment.find(executable: "xorriso") != nil, "xorriso is not installed"))
struct TakeKernelTests {
    private func take(
        _ values: [String: HCLValue], from files: [String: String], in folder: String
    ) async throws -> MachineDescription.Kernel? {
        let log = BuildLog(build: nil, sink: NotingSink())
        let content = MediaOptions.CDContent(files: [], content: files, label: "x")
        let image = try #require(try await CreateCD(content: content, scratch: folder).run(log).first)
        let options = try OptionTableTests.options(values).directBoot
        return try await TakeKernel(options: options, image: image, scratch: folder).run(log)
    }

    @Test func `kernel and initrd come out of the ISO`() async throws {
        try await withTemporaryDirectory { folder in
            let kernel = try await take(
                ["direct_kernel": "/install.amd/vmlinuz", "direct_initrd": "initrd.gz"],
                from: ["install.amd/vmlinuz": "kernel", "initrd.gz": "initrd"], in: folder)
            #expect(try HostFiles.readText(kernel?.path ?? "") == "kernel")
            #expect(try HostFiles.readText(kernel?.initrd ?? "") == "initrd")
        }
    }

    @Test func `a kernel of this machine is used where it is`() async throws {
        try await withTemporaryDirectory { folder in
            let path = HostPath.join(folder, "vmlinuz")
            try HostFiles.write("", to: path)
            let kernel = try await take(["direct_kernel": .string("file:" + path)], from: ["a": "b"], in: folder)
            #expect(kernel == .init(path: path, initrd: nil, arguments: ""))
        }
    }

    @Test(arguments: ["/vmlinuz", "/folder", "../../etc/passwd"])
    func `what is not in the ISO is told`(_ path: String) async throws {
        try await withTemporaryDirectory { folder in
            let error = await #expect(throws: DiagnosticError.self) {
                try await take(["direct_kernel": .string(path)], from: ["folder/a": "b"], in: folder)
            }
            #expect(error?.diagnostics.first?.summary == "Not in the ISO")
        }
    }
}
