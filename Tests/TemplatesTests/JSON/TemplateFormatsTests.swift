import ComponentAPI
import Diagnostics
import HCLValues
import TestSupport
import Testing

@testable import Templates

@Suite struct TemplateFormatsTests {
    static let native = """
        variable "size" { default = "3" }
        variable "word" {
          type    = string
          default = "w"
        }
        source "box" "a" {
          text  = "${var.word}-x"
          count = var.size
          list  = ["1", var.word]
          labels = { k = "v" }
          disk { size = 1 }
          disk { size = 2 }
        }
        source "crate" "b" {}
        build {
          sources = ["source.box.a", "source.crate.b"]
          provisioner "run" {
            text         = "one"
            pause_before = "10s"
            max_retries  = 2
            override = { a = { text = "two" } }
          }
          provisioner "run" {
            only = ["crate.b"]
            late = "{{ .Vars }}"
          }
          post-processor "pack" {}
          post-processors {
            post-processor "pack" { keep_input_artifact = true }
            post-processor "list" { flag = true }
          }
        }
        """

    static let json = """
        {
          "//": "The same in JSON.",
          "variable": {"size": {"default": "3"}, "word": {"type": "string", "default": "w"}},
          "source": {
            "box": {"a": {"text": "${var.word}-x", "count": "${var.size}", "list": ["1", "${var.word}"],
              "labels": {"k": "v"}, "disk": [{"size": 1}, {"size": 2}]}},
            "crate": {"b": {}}
          },
          "build": {
            "sources": ["source.box.a", "source.crate.b"],
            "provisioner": [
              {"run": {"text": "one", "pause_before": "10s", "max_retries": 2, "override": {"a": {"text": "two"}}}},
              {"run": {"only": ["crate.b"], "late": "{{ .Vars }}"}}
            ],
            "post-processor": {"pack": {}},
            "post-processors": {"post-processor": [{"pack": {"keep_input_artifact": true}}, {"list": {"flag": true}}]}
          }
        }
        """

    static let legacy = """
        {
          "_comment": "The same in the legacy format.",
          "variables": {"size": "3", "word": "w"},
          "builders": [
            {"type": "box", "name": "a", "text": "{{user `word`}}-x", "count": "{{user `size`}}",
             "list": ["1", "{{user `word`}}"], "labels": {"k": "v"}, "disk": [{"size": 1}, {"size": 2}]},
            {"type": "crate", "name": "b"}
          ],
          "provisioners": [
            {"type": "run", "text": "one", "pause_before": "10s", "max_retries": 2, "override": {"a": {"text": "two"}}},
            {"type": "run", "only": ["b"], "late": "{{ .Vars }}"}
          ],
          "post-processors": ["pack", [{"type": "pack", "keep_input_artifact": true}, {"type": "list", "flag": true}]]
        }
        """

    @Test func `three notations of one template give one plan`() throws {
        let expected = try Outcome(Self.native, name: "t.pkr.hcl")
        #expect(expected.diagnostics.isEmpty)
        #expect(expected.builds.count == 2)
        let lines = try expected.builds.map { try $0.lines() }
        for (text, name) in [(Self.json, "t.pkr.json"), (Self.legacy, "t.json")] {
            let outcome = try Outcome(text, name: name)
            #expect(outcome.diagnostics.isEmpty)
            #expect(try outcome.builds.map { try $0.lines() } == lines)
        }
    }

    @Test func `a folder may mix both syntaxes and both kinds of variable files`() throws {
        let folder = try makeTemporaryDirectory()
        defer { removeTree(folder) }
        try write("variable \"a\" { type = list(string) }\nvariable \"b\" { default = 1 }\n", to: "\(folder)/z.pkr.hcl")
        try write(
            #"[{"source": {"box": {"s": {"list": "${var.a}", "count": "${var.b + 1}"}}}}, {"build": {"sources": ["box.s"]}}]"#,
            to: "\(folder)/a.pkr.json")
        try write("a = [\"hcl\"]\nb = 2\n", to: "\(folder)/x.auto.pkrvars.hcl")
        try write(#"{"//": "wins", "a": ["json"]}"#, to: "\(folder)/a.auto.pkrvars.json")
        let recorded = try #require(Outcome(path: folder).builds.first?.builder as? Recorded)
        #expect(recorded.list == ["json"])
        #expect(recorded.count == 3)
        try write(#"{"b": 7}"#, to: "\(folder)/more.json")
        let other = try Outcome(path: folder, files: ["\(folder)/more.json"]).builds.first?.builder as? Recorded
        #expect(other?.count == 8)
    }

    @Test func `writes out dynamic blocks of JSON`() throws {
        let outcome = try Outcome(
            #"""
            {"variable": {"n": {"default": [1, 2]}},
             "source": {"box": {"s": {"dynamic": {"disk": {"for_each": "${var.n}", "content": {"size": "${disk.value}"}}}}}},
             "build": {"sources": ["box.s"],
               "dynamic": {"provisioner": {"for_each": "${var.n}", "iterator": "it", "labels": ["run"],
                 "content": {"count": "${it.value}", "disk": [{"size": "${it.value}"}]}}}}}
            """#, name: "t.pkr.json")
        #expect(outcome.diagnostics.isEmpty)
        let build = try #require(outcome.builds.first)
        #expect((build.builder as? Recorded)?.disks == [1, 2])
        #expect(try (0..<2).map { try build.provisioner($0)?.count } == [1, 2])
        #expect(try (0..<2).map { try build.provisioner($0)?.disks } == [[1], [2]])
    }

    static let faults: [(text: String, summary: String, place: [Int])] = [
        (#"{"builders": []}"#, "Unsupported argument", [1, 2]),
        (#"{"variable": {"a": {"type": "strin"}}}"#, "Invalid type specification", [1, 29]),
        (#"{"variable": {"a": {}}}"#, "Unset variable \"a\"", [1, 15]),
        (
            #"{"variable": {"a": {"default": 1, "validation": {"condition": "${var.a > 1}", "error_message": "No."}}}}"#,
            "Invalid value for default variable", [1, 32]
        ),
        (
            #"{"variable": {"a": {"default": 1, "validation": {"condition": "var.a > 1", "error_message": "No."}}}}"#,
            "Invalid value for default variable", [1, 32]
        ),
        (
            #"{"source": {"box": {"s": {"texd": 1}}}, "build": {"sources": ["box.s"]}}"#, "Unsupported argument",
            [1, 27]
        ),
        (
            #"{"source": {"box": {"s": {"text": "\t${local.x}"}}}, "build": {"sources": ["box.s"]}}"#,
            "Unsupported attribute", [1, 45]
        ),
        (#"{"source": {"box": {"s": {}}}, "build": {"sources": ["box.t"]}}"#, "Unknown source box.t", [1, 53]),
        (#"{"packer": {"required_version": "> 2"}}"#, "Unsupported Packer Core version", [1, 33]),
    ]

    @Test(arguments: faults)
    func `diagnostics of JSON have lines and columns`(text: String, summary: String, place: [Int]) throws {
        let outcome = try Outcome(text, name: "t.pkr.json")
        let first = try #require(outcome.errors.first)
        #expect(first.summary == summary)
        #expect(first.subject.map { [$0.start.line, $0.start.column] } == place)
    }

    @Test func `a variable file in JSON holds no templates`() throws {
        let folder = try makeTemporaryDirectory()
        defer { removeTree(folder) }
        try write(
            #"{"variable": {"a": {}}, "source": {"box": {"s": {"text": "${var.a}"}}}, "build": {"sources": ["box.s"]}}"#,
            to: "\(folder)/t.pkr.json")
        try write(#"{"a": "$${x} ${y} %{ z"}"#, to: "\(folder)/v.json")
        let outcome = try Outcome(path: "\(folder)/t.pkr.json", files: ["\(folder)/v.json"])
        #expect((outcome.builds.first?.builder as? Recorded)?.text == "$${x} ${y} %{ z")
    }

    @Test func `a variable file may not declare variables`() throws {
        let folder = try makeTemporaryDirectory()
        defer { removeTree(folder) }
        try write("{}", to: "\(folder)/t.pkr.json")
        try write(#"{"variable": {"a": {"default": 1}}}"#, to: "\(folder)/v.json")
        let outcome = try Outcome(path: "\(folder)/t.pkr.json", files: ["\(folder)/v.json"])
        #expect(outcome.errors.map(\.summary) == ["Variable declaration in a .pkrvar file"])
    }

    @Test("data sources in JSON have the blocks that they declare, dynamic ones too")
    func dataBlocks() async throws {
        let text = """
            {
              "data": {"shout": {
                "one": {"input": "a", "disk": [{"label": "b"}, {"label": "c"}]},
                "two": {"input": "a", "dynamic": {"disk": {"for_each": ["x", "y"], "content": {"label": "${disk.value}"}}}}
              }},
              "locals": {"one": "${data.shout.one.output}", "two": "${data.shout.two.output}"}
            }
            """
        let outcome = try await TemplateFixture(files: ["t.pkr.json": text]).fetch()
        #expect(outcome.lines == [])
        #expect(outcome.local("one") == .string("A B C"))
        #expect(outcome.local("two") == .string("A X Y"))
    }
}
