import BuildEvents
import HostOS
import Testing

@testable import QEMUBuilder

private let hasXorriso = HostEnvironment.find(executable: "xorriso") != nil

@Suite(.enabled(if: hasXorriso, "xorriso is not installed"))
struct CreateCDTests {
    @Test func `files, trees and texts are on the medium under their names`() async throws {
        try await withTemporaryDirectory { folder in
            let tree = HostPath.join(folder, "tree")
            try HostFiles.createDirectory(HostPath.join(tree, "sub"), intermediates: true)
            try HostFiles.write("in a folder", to: HostPath.join(tree, "sub/name = odd.txt"))
            try HostFiles.write("flat", to: HostPath.join(folder, "user-data"))
            let content = MediaOptions.CDContent(
                files: [tree, tree + "/sub/", folder + "/user-*"], content: ["/../meta-data": "id", "a/b": "text"],
                label: "cidata")
            let log = BuildLog(build: nil, sink: NotingSink())
            let images = try await CreateCD(content: content, scratch: folder).run(log)
            let image = try #require(images.first)
            let out = HostPath.join(folder, "out")
            let result = try await runProcess(
                "xorriso", ["-osirrox", "on", "-indev", image, "-extract", "/", out])
            #expect(result.exit.isSuccess, "\(result.errorText)")
            #expect(result.errorText.contains("cidata"))
            let files = try HostFiles.walk(out).filter { $0.kind == .file }.map(\.path)
            #expect(
                files.sorted() == ["a/b", "meta-data", "name = odd.txt", "tree/sub/name = odd.txt", "user-data"])
            // What comes from a medium may not be writable.
            _ = try await runProcess("chmod", ["-R", "u+w", out])
        }
    }

    private static let hasGenisoimage = HostEnvironment.find(executable: "genisoimage") != nil

    @Test(.enabled(if: hasGenisoimage, "genisoimage is not installed"))
    func `without xorriso a program like it makes the medium`() async throws {
        try await withTemporaryDirectory { folder in
            let content = MediaOptions.CDContent(files: [], content: ["meta-data": "id"], label: "cidata")
            let step = CreateCD(content: content, scratch: folder, candidates: ["no-such-program", "genisoimage"])
            let image = try #require(try await step.run(BuildLog(build: nil, sink: NotingSink())).first)
            let result = try await runProcess("xorriso", ["-indev", image, "-find", "/"])
            #expect(result.outputText.contains("'/meta-data'") && result.errorText.contains("'cidata'"))
        }
    }

    @Test func `no content makes no medium`() async throws {
        let images = try await CreateCD(content: nil, scratch: "/nowhere").run(
            BuildLog(build: nil, sink: NotingSink()))
        #expect(images == [])
    }
}
