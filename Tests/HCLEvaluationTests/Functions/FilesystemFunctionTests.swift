import HostOS
import Testing

@testable import HCLEvaluation

@Suite struct FilesystemFunctionTests {
    @Test func `reads files relative to the template`() async throws {
        try await withTemporaryDirectory(prefix: "functions") { folder in
            try HostFiles.write("text", to: folder + "/a.txt")
            try HostFiles.write("Hi ${name}%{ for x in list } ${x}%{ endfor }", to: folder + "/t.tpl")
            try HostFiles.write("${templatefile(\"t.tpl\", {})}", to: folder + "/r.tpl")
            try HostFiles.write([0xFF], to: folder + "/bad")
            try HostFiles.createDirectory(folder + "/d")
            try HostFiles.write("", to: folder + "/d/b.txt")
            let text = { (expression: String) in FunctionTesting.text(expression, folder: folder) }
            #expect(text(#"file("a.txt")"#) == #""text""#)
            #expect(text(#"file("bad")"#).contains("not valid UTF-8"))
            #expect(text(#"fileexists("a.txt")"#) == "true")
            #expect(text(#"fileexists("none")"#) == "false")
            #expect(text(#"fileexists("d")"#).contains("not a regular file"))
            #expect(text(#"fileset(".", "**/*.txt")"#) == #"["a.txt","d/b.txt"]"#)
            #expect(text(#"fileset(".", "{a,x}.t?t")"#) == #"["a.txt"]"#)
            #expect(text(#"templatefile("t.tpl", {name = "you", list = [1, 2]})"#) == #""Hi you 1 2""#)
            #expect(text(#"templatefile("t.tpl", {})"#).contains("t.tpl:1,"))
            #expect(text(#"templatefile("r.tpl", {})"#).contains("cannot recursively call"))
            #expect(text(#"templatefile("t.tpl", {"1x" = 1})"#).contains("invalid template variable name"))
        }
    }

    @Test(arguments: [
        ("*.iso", "a.iso", true), ("*.iso", "d/a.iso", false), ("**/a", "a", true), ("**/a", "x/y/a", true),
        ("[a-c]?", "b1", true), ("[!a]", "a", false), ("a.b", "axb", false), ("{a,b}/*", "b/c", true),
    ])
    func `matches patterns of names`(pattern: String, path: String, expected: Bool) throws {
        #expect(try GlobPattern(pattern).matches(path) == expected)
    }
}
