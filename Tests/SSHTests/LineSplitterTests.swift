import Testing

@testable import SSH

@Suite struct LineSplitterTests {
    @Test(
        arguments: [
            (["a\nb\n"], ["a", "b"]), (["a", "b\r", "\nc"], ["ab", "c"]), (["\n\n"], ["", ""]), ([], []),
            (["no end"], ["no end"]),
        ] as [([String], [String])])
    func `pieces become lines`(pieces: [String], expected: [String]) {
        var (splitter, lines) = (LineSplitter(), [String]())
        for piece in pieces { splitter.add(piece.utf8) { lines.append($0) } }
        splitter.finish { lines.append($0) }
        #expect(lines == expected)
    }

    @Test func `a line without end is handed on in pieces`() {
        var (splitter, sizes) = (LineSplitter(), [Int]())
        splitter.add(repeatElement(UInt8(ascii: "x"), count: LineSplitter.longestLine * 2 + 1)) {
            sizes.append($0.utf8.count)
        }
        splitter.finish { sizes.append($0.utf8.count) }
        #expect(sizes == [LineSplitter.longestLine, LineSplitter.longestLine, 1])
    }
}

@Suite struct RemoteShellTests {
    @Test(arguments: [
        ("/tmp/x-1.sh", "/tmp/x-1.sh"), ("it's", "'it'\\''s'"), ("a b", "'a b'"), ("~/a b", "~/'a b'"), ("~", "~"),
        ("$HOME", "'$HOME'"), ("-rf", "./-rf"), ("", "''"), ("~/", "~/"),
    ])
    func `a path is one word of the machine's shell`(path: String, word: String) {
        #expect(RemoteShell.quotedPath(path) == word)
    }
}
