import BuildEvents
import Diagnostics
import HostOS
import Testing

@testable import QEMUBuilder

private let hasMtools = HostEnvironment.find(executable: "mcopy") != nil

struct CreateFloppyTests {
    private func make(
        files: [String] = [], folders: [String] = [], content: [String: String] = [:], in scratch: String
    ) throws -> String? {
        let content = MediaOptions.FloppyContent(files: files, folders: folders, content: content, label: "cidata")
        return try CreateFloppy(content: content, scratch: scratch).run(BuildLog(build: nil, sink: NotingSink()))
    }

    @Test(.enabled(if: hasMtools, "mtools is not installed"))
    func `another program reads back what was put on the disk`() async throws {
        try await withTemporaryDirectory { folder in
            let tree = HostPath.join(folder, "drivers")
            try HostFiles.createDirectory(HostPath.join(tree, "deep/er"), intermediates: true)
            let big = [UInt8]((0..<100_000).map { UInt8(truncatingIfNeeded: $0 / 7) })
            try HostFiles.write(big, to: HostPath.join(tree, "deep/er/A long name of a driver.inf"))
            for number in 1...40 {
                try HostFiles.write("\(number)", to: HostPath.join(tree, "driver number \(number).txt"))
            }
            try HostFiles.write("<x/>", to: HostPath.join(folder, "Autounattend.xml"))
            let image = try #require(
                try make(
                    files: [folder + "/*.xml"], folders: [tree], content: ["/a/b.txt": "text", "EMPTY": ""], in: folder)
            )
            let target = HostPath.join(folder, "out")
            try HostFiles.createDirectory(target)
            let result = try await runProcess("mcopy", ["-s", "-n", "-i", image, "::/", target])
            #expect(result.exit.isSuccess, "\(result.errorText)")
            let root = try HostFiles.list(target)
            #expect(root.sorted() == ["Autounattend.xml", "EMPTY", "a", "drivers"])
            let copied = try HostFiles.read(HostPath.join(target, "drivers/deep/er/A long name of a driver.inf"))
            #expect(copied == big)
            let count = try HostFiles.list(HostPath.join(target, "drivers")).count
            #expect(count == 41)
            let text = try HostFiles.readText(HostPath.join(target, "a/b.txt"))
            #expect(text == "text")
            let label = try await runProcess("mlabel", ["-s", "-i", image, "::"])
            #expect(label.outputText.contains("CIDATA"))
        }
    }

    @Test func `too much is refused`() async throws {
        try await withTemporaryDirectory { folder in
            try HostFiles.write([UInt8](repeating: 1, count: 1_500_000), to: HostPath.join(folder, "big"))
            let error = #expect(throws: DiagnosticError.self) { try make(files: [folder + "/big"], in: folder) }
            #expect(error?.diagnostics.first?.summary == "Floppy disk full")
        }
    }

    @Test func `nothing makes no disk, and the same files make the same disk`() async throws {
        try await withTemporaryDirectory { folder in
            let none = try CreateFloppy(content: nil, scratch: folder).run(BuildLog(build: nil, sink: NotingSink()))
            #expect(none == nil)
            let first = try HostFiles.read(try #require(try make(content: ["a": "1", "b": "2"], in: folder)))
            let second = try HostFiles.read(try #require(try make(content: ["b": "2", "a": "1"], in: folder)))
            #expect(first == second)
            #expect(first.count == 1_474_560)
        }
    }

    @Test func `short names are unique in their folder`() {
        var names = FloppyNames()
        let made = ["README.TXT", "readme.txt", "a long one.html", "a long two.html"].map { names.shortName(for: $0) }
        #expect(made.map(FloppyNames.text) == ["README.TXT", "README~1.TXT", "ALONGO~1.HTM", "ALONGT~1.HTM"])
    }
}
