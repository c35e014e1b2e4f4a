import ComponentAPI
import Diagnostics
import HCLValues
import Testing

@testable import Templates

struct PlanTests {
    private static let sources = """
        source "machine" "a" {
          size  = 1
          label = "own"
        }
        source "machine" "b" {
          size = 2
        }

        """

    private func outcome(_ build: String, only: [String] = [], except: [String] = []) throws -> TemplateFixture.Outcome
    {
        var fixture = TemplateFixture(Self.sources + build)
        fixture.only = only
        fixture.except = except
        return try fixture.read()
    }

    private func values(_ outcome: TemplateFixture.Outcome) -> [[String: HCLValue]] {
        outcome.plan.builds.compactMap { ($0.builder as? TestComponents.Recorder)?.values }
    }

    @Test("each use of a source is a build, named after the build block, the type and the source")
    func names() throws {
        let outcome = try outcome(
            "build {\n  name = \"x\"\n  sources = [\"source.machine.a\", \"machine.b\"]\n}\n"
                + "build {\n  source \"machine.a\" {\n    name = \"own\"\n  }\n}")
        #expect(outcome.lines.isEmpty)
        #expect(outcome.names == ["x.machine.a", "x.machine.b", "machine.own"])
        // Scripts and manifests see the source's label.
        #expect(outcome.plan.builds.map(\.environment.buildName) == ["a", "b", "a"])
    }

    @Test("a source block in a build replaces options one by one and sees the local name")
    func overrides() throws {
        let outcome = try outcome(
            "build {\n  source \"source.machine.a\" {\n    name  = \"big\"\n    size  = 9\n    tags = { n = source.name, t = source.type }\n"
                + "  }\n}")
        #expect(outcome.lines.isEmpty)
        let expected: [String: HCLValue] = [
            "size": .number(9), "label": .string("own"),
            "tags": .object(["n": .string("big"), "t": .string("machine")]),
        ]
        #expect(values(outcome) == [expected])
    }

    @Test("an override in a provisioner counts for the named source only")
    func provisionerOverride() throws {
        let outcome = try outcome(
            """
            build {
              sources = ["machine.a", "machine.b"]
              provisioner "shell" {
                inline   = ["x"]
                override = { b = { inline = ["y"] } }
              }
            }
            """)
        let inlines = try outcome.plan.builds.map { build in
            try (build.provisioners[0].make([:]) as? TestComponents.Recorder)?.values["inline"]
        }
        #expect(inlines == [.tuple([.string("x")]), .tuple([.string("y")])])
    }

    @Test("only and except of a component speak of type and local name")
    func componentFilters() throws {
        let outcome = try outcome(
            """
            build {
              name = "x"
              sources = ["machine.a"]
              source "machine.b" {
                name = "c"
              }
              provisioner "shell" {
                inline = ["x"]
                only   = ["machine.c"]
              }
              provisioner "shell" {
                inline = ["x"]
                except = ["machine.c"]
                name   = "second"
              }
              post-processor "manifest" {
                only = ["machine.a"]
              }
              error-cleanup-provisioner "shell-local" {
                inline = ["x"]
              }
            }
            """)
        #expect(outcome.lines.isEmpty)
        #expect(outcome.plan.builds.map { $0.provisioners.map { $0.name ?? $0.type } } == [["second"], ["shell"]])
        #expect(outcome.plan.builds.map(\.chains.count) == [1, 0])
        #expect(outcome.plan.builds.map { $0.errorCleanupProvisioner?.type } == ["shell-local", "shell-local"])
    }

    @Test("what belongs to the language in a provisioner is read and not handed to it")
    func metaArguments() throws {
        let outcome = try outcome(
            """
            build {
              sources = ["machine.a"]
              provisioner "shell" {
                inline            = ["${build.ID} ${build.name} ${source.name}"]
                pause_before      = "1m"
                timeout           = "90s"
                max_retries       = 3
                continue_on_error = true
              }
            }
            """)
        let provisioner = try #require(outcome.plan.builds.first?.provisioners.first)
        #expect(provisioner.pauseBefore == .seconds(60))
        #expect(provisioner.timeout == .seconds(90))
        #expect(provisioner.maxRetries == 3)
        #expect(provisioner.continuesOnError)
        let before = try provisioner.make([:]) as? TestComponents.Recorder
        #expect(before?.values["inline"] == .tuple([.string("<unknown>  a")]))
        let running = try provisioner.make(["ID": "i-7"]) as? TestComponents.Recorder
        #expect(running?.values == ["inline": .tuple([.string("i-7  a")])])
    }

    @Test("dynamic blocks make sources, provisioners, chains and blocks of options")
    func dynamicBlocks() throws {
        let outcome = try outcome(
            """
            build {
              dynamic "source" {
                for_each = ["one", "two"]
                labels   = ["machine.a"]
                content {
                  name = source.value
                  dynamic "disk" {
                    for_each = [1, 2]
                    content {
                      size  = disk.value
                      label = source.value
                    }
                  }
                  network {
                    label = "n"
                  }
                }
              }
              dynamic "provisioner" {
                for_each = { b = "2", a = "1" }
                labels   = ["shell"]
                iterator = each
                content {
                  inline = [each.key]
                  name   = each.value
                }
              }
              post-processors {
                dynamic "post-processor" {
                  for_each = convert(["x", "y"], set(string))
                  labels   = ["manifest"]
                  content {
                    output = "${post-processor.key}.json"
                  }
                }
              }
            }
            """)
        #expect(outcome.lines.isEmpty)
        #expect(outcome.names == ["machine.one", "machine.two"])
        #expect(values(outcome).map { $0["disk"]?.elementValues?.count } == [2, 2])
        #expect(values(outcome).last?["disk"]?.elementValues?.first?.attributeValues?["label"] == .string("two"))
        #expect(outcome.plan.builds.first?.provisioners.map(\.name) == ["1", "2"])
        #expect(outcome.plan.builds.first?.chains.map(\.count) == [2])
    }

    @Test(
        "patterns choose builds by their full names",
        arguments: [
            (["x.*"], [], ["x.machine.a", "x.machine.b"], 0), (["*.a"], [], ["x.machine.a", "machine.a"], 0),
            (["*machine.?"], ["x*"], ["machine.a"], 0), (["{x,y}.machine.[!b]"], [], ["x.machine.a"], 0),
            ([], ["machine.*"], ["x.machine.a", "x.machine.b"], 0), (["machine.a", "nothing"], [], ["machine.a"], 1),
            ([], ["nothing"], ["x.machine.a", "x.machine.b", "machine.a"], 1), (["a"], [], [], 1),
        ])
    func patterns(only: [String], except: [String], names: [String], warnings: Int) throws {
        let builds =
            "build {\n  name = \"x\"\n  sources = [\"machine.a\", \"machine.b\"]\n}\nbuild {\n  sources = [\"machine.a\"]\n}\n"
        let outcome = try outcome(builds, only: only, except: except)
        #expect(outcome.names == names)
        #expect(outcome.diagnostics.count { $0.severity == .warning } == warnings)
    }

    @Test("a pattern that is not closed is refused", arguments: ["[a", "{a,b", "a{b{c}"])
    func brokenPattern(pattern: String) {
        #expect(throws: DiagnosticError.self) { try outcome("", only: [pattern]) }
    }

    @Test("a pattern of many stars against a long name is answered at once")
    func patternOfStars() throws {
        let glob = try BuildGlob(String(repeating: "*a", count: 30) + "b")
        #expect(!glob.matches(String(repeating: "a", count: 200)))
    }

    @Test("excluding a post-processor by name or type drops the rest of its chain")
    func excludedChain() throws {
        let build = """
            build {
              sources = ["machine.a"]
              post-processors {
                post-processor "manifest" {}
                post-processor "checksum" {
                  name = "sums"
                }
                post-processor "manifest" {}
              }
              post-processor "manifest" {}
            }
            """
        #expect(try outcome(build, except: ["sums"]).plan.builds.first?.chains.map(\.count) == [1, 1])
        #expect(try outcome(build, except: ["manifest"]).plan.builds.first?.chains.count == 0)
        #expect(try outcome(build, except: ["sums"]).lines.isEmpty)
    }

    @Test("builds that are left out are not prepared, so their errors do not matter")
    func unpreparedErrors() throws {
        let build =
            "source \"machine\" \"bad\" {\n  nosuch = 1\n}\nbuild {\n  sources = [\"machine.a\", \"machine.bad\"]\n}\n"
        #expect(try outcome(build, only: ["*.a"]).lines.isEmpty)
        let all = try outcome(build)
        #expect(all.lines == ["t.pkr.hcl:9:3 Unsupported argument"])
        #expect(all.names == ["machine.a"])
    }
}
