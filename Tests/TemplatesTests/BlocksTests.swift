import ComponentAPI
import Diagnostics
import HCLValues
import Testing

@testable import Templates

struct BlocksTests {
    private static let valid = "source \"machine\" \"a\" {\n  size = 1\n}\nbuild {\n  sources = [\"machine.a\"]\n"

    private func outcome(_ text: String) throws -> TemplateFixture.Outcome {
        try TemplateFixture(text).read()
    }

    @Test(
        "what may not stand at the top is told, with what may be meant",
        arguments: [
            ("a = 1", "t.pkr.hcl:1:1 Unsupported argument", "not expected here."),
            ("biuld {}", "t.pkr.hcl:1:1 Unsupported block type", "Did you mean \"build\"?"),
            (
                "resource \"a\" \"b\" {}", "t.pkr.hcl:1:1 Unsupported block type",
                "not expected here. Did you mean \"source\"?"
            ),
            ("dynamic \"source\" {}", "t.pkr.hcl:1:1 Unsupported block type", "not expected here."),
            ("source \"machine\" {}", "t.pkr.hcl:1:1 Missing name for source", "(type, name)."),
            ("build \"x\" {}", "t.pkr.hcl:1:7 Extraneous label for build", "build blocks."),
            ("source \"machine\" \"a b\" {}", "t.pkr.hcl:1:18 Invalid name", "dashes."),
            ("communicator \"ssh\" \"x\" {\n  anything = 1\n}", "", ""),
            (
                "source \"machine\" \"a\" {}\nsource \"machine\" \"a\" {}", "t.pkr.hcl:2:1 Duplicate source block",
                "per builder type."
            ),
        ])
    func top(text: String, line: String, ending: String) throws {
        let outcome = try outcome(text)
        #expect(outcome.lines == (line.isEmpty ? [] : [line]))
        #expect(outcome.details.allSatisfy { $0.hasSuffix(ending) }, "\(outcome.details)")
    }

    @Test(
        "what may not stand in a build is told",
        arguments: [
            ("nmae = \"x\"", "t.pkr.hcl:6:1 Unsupported argument", "Did you mean \"name\"?"),
            ("provisoner \"shell\" {}", "t.pkr.hcl:6:1 Unsupported block type", "Did you mean \"provisioner\"?"),
            ("provisioner {}", "t.pkr.hcl:6:1 Missing type for provisioner", "(type)."),
            ("provisioner \"shel\" {}", "t.pkr.hcl:6:1 Unknown provisioner type \"shel\"", "shell-local."),
            (
                "provisioner \"shell\" {\ninlin = [\"x\"]\n}", "t.pkr.hcl:7:1 Unsupported argument",
                "Did you mean \"inline\"?"
            ),
            (
                "provisioner \"shell\" {\ninline = [\"x\"]\nonly = [\"machine.a\"]\nexcept = [\"machine.a\"]\n}",
                "t.pkr.hcl:8:8 Conflicting arguments", "specified."
            ),
            (
                "provisioner \"shell\" {\ninline = [\"x\"]\npause_before = \"soon\"\n}",
                "t.pkr.hcl:8:16 Invalid duration", "\"1h30m\"."
            ),
            (
                "provisioner \"shell\" {\ninline = [\"x\"]\ntimeout = \"-1s\"\n}",
                "t.pkr.hcl:8:11 Invalid duration", "not negative."
            ),
            (
                "provisioner \"shell\" {\ninline = [\"x\"]\noverride = { a = { inlin = [\"y\"] } }\n}",
                "t.pkr.hcl:8:12 Unsupported argument", "Did you mean \"inline\"?"
            ),
            (
                "provisioner \"shell\" {\ninline = [\"x\"]\nmax_retries = -1\n}", "t.pkr.hcl:8:15 Invalid number",
                "not negative."
            ),
            (
                "provisioner \"shell\" {\ninline = [\"x\"]\noverride = \"a\"\n}", "t.pkr.hcl:8:12 Invalid override",
                "for each source."
            ),
            (
                "post-processor \"manifets\" {}", "t.pkr.hcl:6:1 Unknown post-processor type \"manifets\"",
                "shell-local."
            ),
            (
                "post-processors {\nprovisioner \"shell\" {}\n}", "t.pkr.hcl:7:1 Unsupported block type",
                "not expected here."
            ),
            (
                "post-processor \"manifest\" {\nkeep_input_artifact = \"maybe\"\n}",
                "t.pkr.hcl:7:23 Unsuitable value type", "is required."
            ),
            (
                "error-cleanup-provisioner \"shell\" {\ninline = [\"x\"]\n}\nerror-cleanup-provisioner \"shell\" {\ninline = [\"x\"]\n}",
                "t.pkr.hcl:9:1 Only one error-cleanup-provisioner is allowed", "another."
            ),
            ("source \"machine.nosuch\" {}", "t.pkr.hcl:6:1 Unknown source machine.nosuch", "Known: machine.a."),
            (
                "source \"machine.aa\" {}", "t.pkr.hcl:6:1 Unknown source machine.aa",
                "Did you mean \"machine.a\"? Known: machine.a."
            ),
            ("source \"machine\" {}", "t.pkr.hcl:6:8 Invalid source reference", "\"source.qemu.debian\"."),
            (
                "source \"machine.a\" {\nsize = [\nvar.x]\n}", "t.pkr.hcl:8:4 Unsupported attribute",
                "no input variable named \"x\"."
            ),
            (
                "provisioner \"shell\" {\ninline = [build.Hots]\n}", "t.pkr.hcl:7:16 Unsupported attribute",
                "Did you mean \"Host\"?"
            ),
            ("provisioner \"shell\" {\ninline = [each.key]\n}", "t.pkr.hcl:7:11 Unknown variable", "named \"each\"."),
        ])
    func inBuild(text: String, line: String, ending: String) throws {
        let outcome = try outcome(Self.valid + text + "\n}\n")
        #expect(outcome.lines == [line])
        #expect(outcome.details.allSatisfy { $0.hasSuffix(ending) }, "\(outcome.details)")
    }

    @Test("a build without a source is told")
    func noSource() throws {
        #expect(try outcome("build {}").lines == ["t.pkr.hcl:1:1 missing source reference"])
        #expect(
            try outcome("build {\n  sources = [\"machine.a\"]\n}").details == ["The template has no source blocks."])
    }

    @Test("a builder that nobody knows is told where its source stands, once")
    func unknownBuilder() throws {
        let outcome = try outcome(
            "source \"machin\" \"a\" {}\nbuild {\n  sources = [\"machin.a\"]\n}\nbuild {\n  sources = [\"machin.a\"]\n}\n"
        )
        #expect(outcome.lines == ["t.pkr.hcl:1:1 Unknown builder type \"machin\""])
        #expect(outcome.details.first?.contains("Did you mean \"machine\"?") == true)
    }

    @Test("a value that an option cannot take is shown with the variables that it came from")
    func valuesOfOptions() throws {
        let outcome = try outcome(
            "variable \"n\" {\n  default = \"many\"\n}\nsource \"machine\" \"a\" {\n  size = \"${var.n}!\"\n}\nbuild {\n"
                + "  sources = [\"machine.a\"]\n}\n")
        #expect(outcome.lines == ["t.pkr.hcl:5:10 Incorrect attribute value type"])
        #expect(outcome.diagnostics.first?.values == [.init(name: "var.n", value: "\"many\"")])
        #expect(outcome.diagnostics.first?.enclosingBlock == "source \"machine\" \"a\"")
    }

    @Test("errors of variables, locals, sources and builds are told together")
    func allAtOnce() throws {
        let outcome = try outcome(
            """
            variable "unset" {}
            locals {
              a = 1 / 0
            }
            source "machine" "a" {
              nosuch = var.unset
              size   = "x${local.a}"
            }
            build {
              nmae    = "x"
              sources = ["machine.a", "machine.b"]
              provisioner "shell" {
                inlin = 1
              }
            }
            """)
        #expect(
            outcome.lines.map { $0.split(separator: " ")[0] } == [
                "t.pkr.hcl:1:1", "t.pkr.hcl:3:7", "t.pkr.hcl:10:3", "t.pkr.hcl:6:3", "t.pkr.hcl:13:5",
                "t.pkr.hcl:11:13",
            ])
        #expect(outcome.plan.builds.isEmpty)
    }

    @Test("names of the surroundings are known: paths, the version, and the source where there is one")
    func surroundings() throws {
        let outcome = try outcome(
            "locals {\n  a = path.cwd\n  b = packer.version\n  c = \"${source.name}\"\n  d = packer.versoin\n}")
        #expect(outcome.local("a") == .string("/work-directory"))
        #expect(outcome.local("b") == .string("1.16.0"))
        #expect(outcome.local("c")?.isUnknown == true)
        #expect(outcome.lines == ["t.pkr.hcl:5:13 Unsupported attribute"])
    }

    @Test("the files of a folder are one template, native ones first, each in the order of names")
    func folder() throws {
        let fixture = TemplateFixture(files: [
            "b.pkr.hcl": "locals {\n  x = 1\n}", "a.pkr.hcl": "locals {\n  x = 2\n}", "other.hcl": "nonsense",
            "c.pkr.json": "{\"locals\": {\"x\": 3}}",
        ])
        let outcome = try fixture.read()
        #expect(outcome.lines.first == "b.pkr.hcl:2:3 Duplicate local definition")
        #expect(outcome.lines.count == 2)
        #expect(throws: DiagnosticError.self) { try TemplateFixture(files: ["x.hcl": ""]).read() }
    }

    @Test("a syntax error in one file does not hide that of another, but hides what comes after parsing")
    func syntax() throws {
        let fixture = TemplateFixture(files: ["a.pkr.hcl": "locals {\n  x = [1\n}", "b.pkr.hcl": "biuld {}\nx == 1"])
        let outcome = try fixture.read()
        #expect(Set(outcome.diagnostics.compactMap { $0.subject?.file }) == ["a.pkr.hcl", "b.pkr.hcl"])
        #expect(!outcome.lines.contains { $0.contains("Unsupported block type") })
        #expect(!outcome.template.isPlannable)
    }

    @Test("reading for syntax only checks neither values nor plugins")
    func syntaxOnly() throws {
        let text = "packer {\n  required_plugins {\n    x = { source = \"github.com/a/x\", version = \"1\" }\n  }\n}\n"
        #expect(
            try TemplateFixture(text + "variable \"x\" {}\nlocals {\n  a = 1 / 0\n}").read(syntaxOnly: true).lines
                .isEmpty)
    }
}

struct PackerBlockTests {
    @Test(
        "the version that a template asks for is checked before anything else",
        arguments: [
            (">= 1.7", true), ("~> 1.16", true), ("~> 1.16.0", true), ("1.16.0", true), ("!= 1.15.0, < 2", true),
            ("> 1.16.0", false), ("~> 1.15.0", false), ("~> 2", false), ("= 1.16", true), ("<= 1.15", false),
            (">= 1.16.0-dev", true),
        ])
    func version(constraint: String, isAllowed: Bool) throws {
        let text = "packer {\n  required_version = \"\(constraint)\"\n}\nfuture_block {}\n"
        let lines = try TemplateFixture(text).read().lines
        let expected =
            isAllowed
            ? "t.pkr.hcl:4:1 Unsupported block type" : "t.pkr.hcl:2:22 Unsupported Packer Core version"
        #expect(lines == [expected])
    }

    @Test(
        "mistakes in the block are told with their places",
        arguments: [
            ("required_version = \"about 1\"", "t.pkr.hcl:2:20 Invalid version constraint"),
            ("required_version = 1", "t.pkr.hcl:2:20 Invalid version constraint"),
            ("required_version = var.x", "t.pkr.hcl:2:20 Variables not allowed"),
            ("require_version = \"1\"", "t.pkr.hcl:2:1 Unsupported argument"),
            ("plugins {}", "t.pkr.hcl:2:1 Unsupported block type"),
        ])
    func mistakes(text: String, line: String) throws {
        #expect(try TemplateFixture("packer {\n\(text)\n}").read().lines == [line])
    }

    @Test(
        "required plugins are checked, and must bring something that is built in",
        arguments: [
            ("{ source = \"github.com/hashicorp/machine\", version = \">= 1.0.0\" }", [String]()),
            ("{ version = \"~> 1\", \"source\" = \"github.com/hashicorp/shell\" }", []),
            ("\"1.0\"", ["Invalid required_plugins syntax"]),
            ("{ source = \"github.com/hashicorp/machine\" }", ["No version constraint was set"]),
            ("{ version = \"1.0\" }", ["No source was set"]),
            ("{ source = \"hashicorp/machine\", version = \"1\" }", ["Invalid source"]),
            ("{ source = \"github.com/hashicorp/packer-plugin-machine\", version = \"1\" }", ["Invalid source"]),
            ("{ source = \"https://github.com/hashicorp/machine\", version = \"1\" }", ["Invalid source"]),
            ("{ source = \"github.com/hashicorp/machine\", version = \"new\" }", ["Invalid version constraint"]),
            (
                "{ source = \"github.com/hashicorp/machine\", version = \"1\", x = 1 }",
                ["Invalid required_plugins object"]
            ),
            ("{ source = \"github.com/hashicorp/machine\", version = \"1.0-rc1\" }", ["Invalid version constraint"]),
            ("{ source = \"github.com/hashicorp/amazon\", version = \"1\" }", ["Missing plugin"]),
            ("{ source = \"github.com/somebody/machine\", version = \"1\" }", ["Missing plugin"]),
        ])
    func plugins(text: String, summaries: [String]) throws {
        let outcome = try TemplateFixture("packer {\n  required_plugins {\n    x = \(text)\n  }\n}").read()
        #expect(outcome.diagnostics.map(\.summary) == summaries)
        #expect(outcome.diagnostics.allSatisfy { $0.subject?.start.line == 3 })
    }

    @Test("a plugin that is missing comes with what to do")
    func missingPlugin() throws {
        let text =
            "packer {\n  required_plugins {\n    m = { source = \"github.com/x/machin\", version = \"1\" }\n  }\n}"
        let diagnostic = try #require(try TemplateFixture(text).read().diagnostics.first)
        #expect(diagnostic.detail.hasSuffix("Did you mean \"github.com/hashicorp/machine\"?"))
        #expect(diagnostic.advice.first == "Remove the entry if the template uses nothing of the plugin.")
    }

    @Test(
        "version 1 of a plugin is built in: a constraint that no such version meets is a warning",
        arguments: [
            (">= 1.0.0", true), ("~> 1", true), ("= 1.1.0", true), ("1.0.9", true), (">= 1.0, < 2.0", true),
            ("> 0.3", true), ("< 1.1", true), ("<= 1.0.0", true), ("!= 1.0.0, != 1.0.1, <= 1.0.2", true),
            ("~> 1.2.3, != 1.2.3", true), ("> 1.9.9", true), ("~> 2", false), (">= 2.0.0", false), ("= 0.9", false),
            ("< 1.0.0", false), ("> 1.0, < 1.0", false), ("!= 1.0.0, <= 1.0.0", false), ("~> 0.3", false),
            ("> 1.9.9223372036854775807", false),
        ])
    func versions(constraint: String, isBuiltIn: Bool) throws {
        let entry = "{ source = \"github.com/hashicorp/machine\", version = \"\(constraint)\" }"
        let outcome = try TemplateFixture("packer {\n  required_plugins {\n    x = \(entry)\n  }\n}").read()
        #expect(outcome.lines == (isBuiltIn ? [] : ["t.pkr.hcl:3:62 warning: Other plugin version built in"]))
    }

    @Test("a plugin may be required in several blocks and files, under each name once")
    func duplicates() throws {
        let entry = "machine = { source = \"github.com/hashicorp/machine\", version = \"1\" }"
        let text = "packer {\n  required_plugins {\n    \(entry)\n  }\n}\n"
        let outcome = try TemplateFixture(files: ["a.pkr.hcl": text, "b.pkr.hcl": text]).read()
        #expect(outcome.lines == ["b.pkr.hcl:3:5 Duplicate required_plugin.\"machine\" block"])
    }

    @Test(
        "names of plugins are in lower case and have no two dashes behind each other",
        arguments: [("Machine", false), ("a--b", false), ("a-b", true)])
    func accessors(name: String, isRight: Bool) throws {
        let entry = "\(name) = { source = \"github.com/hashicorp/machine\", version = \"1\" }"
        let outcome = try TemplateFixture("packer {\n  required_plugins {\n    \(entry)\n  }\n}\n").read()
        #expect(outcome.lines == (isRight ? [] : ["t.pkr.hcl:3:5 Invalid plugin name"]))
    }
}

struct RegistryBlockTests {
    @Test(
        "registry blocks are checked and have no effect",
        arguments: [
            ("bucket_name = \"debian-13\"\nbuild_labels = { a = 1 }\nchannels = [\"x\"]", [String]()),
            ("bucket_name = \"a\"", ["Invalid bucket_name"]), ("bucket_name = \"deb_ian\"", ["Invalid bucket_name"]),
            ("description = join(\"\", [for i in range(256) : \"x\"])", ["Invalid description"]),
            ("labels = {}", ["Deprecated argument"]), ("labels = {}\nbucket_labels = {}", ["Conflicting arguments"]),
            ("bucket_labels = [1]", ["Unsuitable value type"]), ("bucket = 1", ["Unsupported argument"]),
        ])
    func check(text: String, summaries: [String]) throws {
        let outcome = try TemplateFixture("hcp_packer_registry {\n\(text)\n}").read()
        #expect(outcome.diagnostics.map(\.summary) == summaries + ["No registry"])
    }

    @Test("a second block is an error, one in a build a warning, both places an error")
    func places() throws {
        let inner = "source \"machine\" \"a\" {}\nbuild {\n  sources = [\"machine.a\"]\n  hcp_packer_registry {}\n}\n"
        let summaries = { (text: String) in try TemplateFixture(text).read().diagnostics.map(\.summary) }
        #expect(
            try summaries("hcp_packer_registry {}\nhcp_packer_registry {}") == [
                "Only one hcp_packer_registry is allowed", "No registry",
            ])
        #expect(try summaries(inner) == ["Build block level hcp_packer_registry is deprecated", "No registry"])
        #expect(
            try summaries("hcp_packer_registry {}\n" + inner) == [
                "Ambiguous hcp_packer_registry block", "Build block level hcp_packer_registry is deprecated",
                "No registry",
            ])
    }
}
