import HostOS
import TestSupport
import Testing

@testable import QEMUBuilder

@Suite struct SerialLogTests {
    @Test(
        arguments: [
            (["qemu", "-serial", "file:/a,,b"], "/a,b"), (["qemu", "-serial", "stdio", "-serial", "file:c"], "c"),
            (["qemu", "-serial", "none"], nil), (["qemu", "-serial"], nil), (["qemu"], nil),
        ] as [([String], String?)])
    func `the file is found in QEMU's command, the template's own or ours`(command: [String], path: String?) {
        #expect(SerialLog(command: command)?.path == path)
    }

    @Test func `the end of a long log is read, from the beginning of a line`() async throws {
        try await withTemporaryDirectory { folder in
            let path = HostPath.join(folder, "serial")
            let log = try #require(SerialLog(command: ["-serial", "file:\(path)"]))
            #expect(log.text.isEmpty)
            #expect(log.size == 0)
            let line = String(repeating: "x", count: 99) + "\n"
            try HostFiles.write(String(repeating: line, count: 20_000) + "end\n", to: path)
            #expect(log.text.hasSuffix("x\nend\n"))
            #expect(log.text.utf8.count <= 1 << 20)
            #expect(log.text.drop { $0 == "\n" }.prefix { $0 != "\n" }.count == 99)
            #expect(log.size == 2_000_004)
        }
    }
}
