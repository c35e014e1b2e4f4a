import HostOS
import Testing

struct ConsoleCommandTests {
    private static let template = """
        variable "name" {
          default = "web"
        }
        variable "secret" {
          default   = "hush"
          sensitive = true
        }
        variable "unset" {
          type = string
        }
        locals {
          full = "${var.name}-1"
        }

        """

    @Test(
        "the value of the last line is printed",
        arguments: [
            ("upper(\"a\")", "A\n"), ("1\n2\n3", "3\n"), ("1/3", "0.3333333333333333\n"), ("  1  ", "1\n"),
            ("", "\n"), ("\n", "\n"), ("1\n\n", "\n"), ("exit\n1", "1\n"), ("null", "null\n"), ("1e30", "1e+30\n"),
            ("[1,\"a\",{b=\"x\\ny\"}]", "[\n  1,\n  \"a\",\n  {\n    \"b\" = \"x\\ny\"\n  },\n]\n"), ("{}", "{}\n"),
            ("\"a\\nb\"", "a\nb\n"),
        ])
    func values(input: String, expected: String) async throws {
        try await CommandFixture.with { ingot in
            let outcome = await ingot.run("console", "-config-type=hcl2", input: input)
            #expect(outcome.output == expected)
            #expect(outcome.status == 0)
        }
    }

    @Test("the template's values can be used, and given on the command line")
    func template() async throws {
        try await CommandFixture.with(["t.pkr.hcl": Self.template, "v.pkrvars.hcl": "name = \"db\"\n"]) { ingot in
            #expect(await ingot.run("console", "@t.pkr.hcl", input: "local.full").output == "web-1\n")
            #expect(await ingot.run("console", "-var", "name=x", "@t.pkr.hcl", input: "var.name").output == "x\n")
            let file = await ingot.run("console", "-var-file", "@v.pkrvars.hcl", "@t.pkr.hcl", input: "local.full")
            #expect(file.output == "db-1\n")
            #expect(await ingot.run("console", "@t.pkr.hcl", input: "var.unset").output == "<unknown>\n")
            #expect(await ingot.run("console", "@t.pkr.hcl", input: "var.secret").output == "<sensitive>\n")
        }
    }

    @Test("variables lists what inspect lists of them")
    func variables() async throws {
        try await CommandFixture.with(["t.pkr.hcl": Self.template]) { ingot in
            let outcome = await ingot.run("console", "@t.pkr.hcl", input: " variables ")
            #expect(
                outcome.output == """
                    > input-variables:

                    var.name: "web"
                    var.secret: "<sensitive>"
                    var.unset: "<unknown>"

                    > local-variables:

                    local.full: "web-1"


                    """)
        }
    }

    @Test("a mistake is told, the other lines count, and the status is 1")
    func mistakes() async throws {
        try await CommandFixture.with { ingot in
            let outcome = await ingot.run("console", input: "1 +\nvar.nope\n1 + 2\n")
            #expect(outcome.status == 1)
            #expect(outcome.output.contains("Error: Unsupported attribute"))
            #expect(outcome.output.contains("  on <console-input>:1:"))
            #expect(outcome.output.hasSuffix("\n3\n"))
            let last = await ingot.run("console", input: "nope")
            #expect(last.status == 1)
            #expect(last.output.hasSuffix("\n\n"))
        }
    }

    @Test("data sources are out of sight, and help helps")
    func rest() async throws {
        try await CommandFixture.with { ingot in
            let data = await ingot.run("console", input: "data.x.y")
            #expect(data.output.contains("Error: Unknown variable"))
            #expect(await ingot.run("console", input: "help").output.contains("Control-D"))
            #expect(await ingot.run("console", "@missing.pkr.hcl").status == 1)
        }
    }

    @Test("answers are Packer's", .enabled(if: HostEnvironment.find(executable: "packer") != nil))
    func peer() async throws {
        try await CommandFixture.with(["t.pkr.hcl": Self.template]) { ingot in
            for input in ["local.full\n", "variables\n", "1\n\n", "var.unset\n", "[1, [], {a = {}}]\n", "exit\n5\n"] {
                let theirs = try await runProcess(
                    HostEnvironment.find(executable: "packer") ?? "packer",
                    ["console", "--config-type=hcl2", ingot.directory + "/t.pkr.hcl"],
                    environment: ["HOME": ingot.directory, "CHECKPOINT_DISABLE": "1"], input: Array(input.utf8))
                let ours = await ingot.run("console", "@t.pkr.hcl", input: input)
                #expect(ours.output == theirs.outputText, "\(input)")
            }
        }
    }

    @Test("texts of legacy templates are rendered")
    func legacy() async throws {
        let template = #"{"variables": {"a": "x", "n": null}, "builders": [{"type": "null"}]}"#
        try await CommandFixture.with(["t.json": template]) { ingot in
            let value = await ingot.run("console", "-var", "n=7", "@t.json", input: "{{user `a`}}-{{user `n`}}")
            #expect(value.output == "x-7\n")
            #expect(await ingot.run("console", "-var", "n=7", "@t.json", input: "variables").output == "a = x\nn = 7\n")
            #expect(await ingot.run("console", "-config-type=json", input: "{{ upper `b` }}").output == "B\n")
            let wrong = await ingot.run("console", "-config-type=json", input: "{{ nope }}")
            #expect(wrong.status == 1)
            #expect(wrong.output.contains("function \"nope\" not defined"))
            #expect(await ingot.run("console", "@t.json", input: "1").status == 1)
        }
    }
}
