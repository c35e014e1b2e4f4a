import HostOS
import Testing

@Suite struct HostPathTests {
    @Test(
        "paths are cleaned as Go's filepath.Clean does",
        arguments: [
            ("", "."), ("a//b/", "a/b"), ("a/../b", "b"), ("../a", "../a"), ("/..", "/"), ("./a/./b/..", "a"),
            ("//", "/"),
            ("a/../..", ".."),
        ])
    func cleaning(path: String, expected: String) {
        #expect(HostPath.cleaned(path) == expected)
    }

    @Test(
        "folder, name and ending",
        arguments: [
            ("/a/b.tar.gz", "/a", "b.tar.gz", "gz"), ("b", ".", "b", ""), ("a/", "a", "a", ""), ("/", "/", "/", ""),
        ])
    func parts(path: String, folder: String, name: String, ending: String) {
        #expect(HostPath.dirname(path) == folder)
        #expect(HostPath.basename(path) == name)
        #expect(HostPath.extension(path) == ending)
    }

    @Test func joiningAndAbsolutePaths() throws {
        #expect(HostPath.join("a", "", "/b/", "../c") == "a/c")
        #expect(try HostPath.absolute("x/../y", relativeTo: "/base") == "/base/y")
        #expect(try HostPath.absolute("/x") == "/x")
        #expect(HostPath.relative("/a/b/c", to: "/a") == "b/c")
        #expect(HostPath.relative("/ab", to: "/a") == "/ab")
    }

    @Test func theTildeIsTheHome() throws {
        let home = try #require(HostEnvironment.homeDirectory)
        #expect(HostPath.expandingTilde("~/x") == home + "/x")
        #expect(HostPath.expandingTilde("~other/x") == "~other/x")
    }
}
