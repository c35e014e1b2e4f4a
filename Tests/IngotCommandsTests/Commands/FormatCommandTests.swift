import HostOS
import Testing

struct FormatCommandTests {
    private static let ugly = "variable \"a\" {\n default=1\n  }\n"
    private static let neat = "variable \"a\" {\n  default = 1\n}\n"
    private static let files = [
        "a.pkr.hcl": ugly, "b.pkrvars.hcl": "a=1\n", "neat.pkr.hcl": neat, ".hidden.pkr.hcl": ugly,
        "#x.pkr.hcl#": ugly, "c.pkr.hcl~": ugly, "plain.hcl": ugly, "d.pkr.json": "{}", "sub/e.pkr.hcl": ugly,
        "sub/deep/f.pkrvars.hcl": "a=1\n", "bad.txt": "",
    ]

    @Test("a file is rewritten and named, once")
    func rewrite() async throws {
        try await CommandFixture.with(Self.files) { ingot in
            try HostFiles.setMode(0o640, of: ingot.directory + "/a.pkr.hcl")
            let first = await ingot.run("fmt", "@a.pkr.hcl")
            #expect(first.output == "@a.pkr.hcl\n")
            #expect(first.status == 0)
            #expect(ingot.read("a.pkr.hcl") == Self.neat)
            #expect(try HostFiles.mode(ingot.directory + "/a.pkr.hcl") == 0o640)
            let second = await ingot.run("fmt", "@a.pkr.hcl")
            #expect(second.output == "")
            #expect(second.status == 0)
        }
    }

    @Test("paths are taken from the working directory and named as they were given")
    func relative() async throws {
        try await CommandFixture.with(Self.files) { ingot in
            #expect(await ingot.run("fmt", "-check", "a.pkr.hcl").output == "a.pkr.hcl\n")
            #expect(await ingot.run("fmt", "-check", ".").output == "a.pkr.hcl\nb.pkrvars.hcl\n")
        }
    }

    @Test("a check writes nothing and exits with 3 if something is to do")
    func check() async throws {
        try await CommandFixture.with(Self.files) { ingot in
            let outcome = await ingot.run("fmt", "-check", "@a.pkr.hcl", "@neat.pkr.hcl")
            #expect(outcome.output == "@a.pkr.hcl\n")
            #expect(outcome.status == 3)
            #expect(ingot.read("a.pkr.hcl") == Self.ugly)
            let neat = await ingot.run("fmt", "-check", "@neat.pkr.hcl")
            #expect(neat.output == "")
            #expect(neat.status == 0)
        }
    }

    @Test("files can be listed without being written")
    func list() async throws {
        try await CommandFixture.with(Self.files) { ingot in
            let outcome = await ingot.run("fmt", "-write=false", "@a.pkr.hcl")
            #expect(outcome.output == "@a.pkr.hcl\n")
            #expect(outcome.status == 0)
            #expect(ingot.read("a.pkr.hcl") == Self.ugly)
        }
    }

    @Test("changes are shown as diff -u shows them")
    func changes() async throws {
        try await CommandFixture.with(Self.files) { ingot in
            let outcome = await ingot.run("fmt", "-check", "-diff", "a.pkr.hcl")
            #expect(
                outcome.output == """
                    a.pkr.hcl
                    --- old/a.pkr.hcl
                    +++ new/a.pkr.hcl
                    @@ -1,3 +1,3 @@
                     variable "a" {
                    - default=1
                    -  }
                    +  default = 1
                    +}

                    """)
        }
    }

    @Test("folders stand for their templates, and for those below only if asked")
    func folders() async throws {
        try await CommandFixture.with(Self.files) { ingot in
            let flat = await ingot.run("fmt", "-check", ".")
            #expect(flat.output == "a.pkr.hcl\nb.pkrvars.hcl\n")
            let deep = await ingot.run("fmt", "-check", "-recursive", ".")
            #expect(deep.output == "a.pkr.hcl\nb.pkrvars.hcl\nsub/e.pkr.hcl\nsub/deep/f.pkrvars.hcl\n")
        }
    }

    @Test("standard input goes to standard output")
    func input() async throws {
        try await CommandFixture.with { ingot in
            #expect(await ingot.run("fmt", "-", input: " a=1\n").output == "a = 1\n")
            #expect(await ingot.run("fmt", "-", input: "a = 1\n").output == "a = 1\n")
            #expect(await ingot.run("fmt", "-write=false", "-", input: " a=1\n").output == "")
            let check = await ingot.run("fmt", "-check", "-", input: " a=1\n")
            #expect(check.output == "")
            #expect(check.status == 3)
            #expect(await ingot.run("fmt", "-check", "-", input: "a = 1\n").status == 0)
            let broken = await ingot.run("fmt", "-", input: "a = {")
            #expect(broken.status == 1)
            #expect(broken.output.contains("on <stdin>:1"))
        }
    }

    @Test("what cannot be formatted is told and does not stop the rest")
    func mistakes() async throws {
        var files = Self.files
        files["broken.pkr.hcl"] = "a = { b }\n"
        try await CommandFixture.with(files) { ingot in
            let outcome = await ingot.run("fmt", "-check", "@broken.pkr.hcl", "@bad.txt", "@none.pkr.hcl", "@a.pkr.hcl")
            #expect(outcome.status == 1)
            #expect(outcome.output.contains("on @broken.pkr.hcl:1:"))
            #expect(outcome.output.contains("file @bad.txt is not a HCL file"))
            #expect(outcome.output.contains("There is no file or folder \"@none.pkr.hcl\"."))
            #expect(outcome.output.hasSuffix("@a.pkr.hcl\n"))
            let broken = ingot.read("broken.pkr.hcl")
            #expect(broken == "a = { b }\n")
            let nothing = await ingot.run("fmt")
            #expect(nothing.status == 1)
            #expect(nothing.errors.contains("Usage: ingot fmt"))
        }
    }
}
