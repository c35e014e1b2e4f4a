import HostOS
import IngotCommands
import Testing

struct ValidateCommandTests {
    private static let template = """
        variable "greeting" {
          type = string
        }
        variable "count" {
          type    = number
          default = 1
        }
        source "null" "good" {
          communicator = "none"
        }
        source "null" "bad" {
          comunicator = "none"
        }
        build {
          sources = ["source.null.good", "source.null.bad"]
        }

        """

    private func with(_ body: (CommandFixture) async throws -> Void) async throws {
        try await CommandFixture.with(
            [
                "t.pkr.hcl": Self.template, "v.pkrvars.hcl": "greeting = \"hi\"\nstray = 1\n",
                "broken.pkr.hcl": "source {\n",
            ], body)
    }

    @Test("a good template is praised")
    func good() async throws {
        try await with { ingot in
            let outcome = await ingot.run("validate", "-only=null.good", "-var", "greeting=hi", "@t.pkr.hcl")
            #expect(outcome.output == "The configuration is valid.\n")
            #expect(outcome.errors == "")
            #expect(outcome.status == 0)
        }
    }

    @Test("mistakes are shown with their place on standard output, and the status is 1")
    func bad() async throws {
        try await with { ingot in
            let outcome = await ingot.run("validate", "-var", "greeting=hi", "@t.pkr.hcl")
            #expect(outcome.status == 1)
            #expect(outcome.output.contains("Error: Unsupported argument\n\n  on @t.pkr.hcl:12:3, in source"))
            #expect(outcome.output.contains("  \"communicator\"?\n"))
            #expect(!outcome.output.contains("valid.\n"))
            #expect(outcome.errors == "")
        }
    }

    @Test("filters leave out what is wrong")
    func filters() async throws {
        try await with { ingot in
            let except = await ingot.run("validate", "-except=*.bad", "-var", "greeting=hi", "@t.pkr.hcl")
            #expect(except.output == "The configuration is valid.\n")
            let unused = await ingot.run(
                "validate", "-only=null.good", "-only", "null.nope", "-var", "greeting=hi", "@t.pkr.hcl")
            #expect(unused.status == 0)
            #expect(unused.output.contains("Warning: an 'only' option was passed, but not all matches were found"))
            #expect(unused.output.contains("Nothing matches: null.nope. The builds of this template: "))
            #expect(await ingot.run("validate", "-only=[", "-var", "greeting=hi", "@t.pkr.hcl").status == 1)
        }
    }

    @Test("the syntax alone can be checked")
    func syntax() async throws {
        try await with { ingot in
            let outcome = await ingot.run("validate", "-syntax-only", "@t.pkr.hcl")
            #expect(outcome.output == "Syntax-only check passed. Everything looks okay.\n")
            #expect(outcome.status == 0)
            let broken = await ingot.run("validate", "-syntax-only", "@broken.pkr.hcl")
            #expect(broken.status == 1)
            #expect(broken.output.contains("Error: "))
        }
    }

    @Test("variables come from the command line, files and the environment")
    func variables() async throws {
        try await with { ingot in
            let unset = await ingot.run("validate", "-only=null.good", "@t.pkr.hcl")
            #expect(unset.status == 1)
            #expect(unset.output.contains("Error: Unset variable \"greeting\""))
            var told = ingot
            told.environment["PKR_VAR_greeting"] = "x"
            #expect(await told.run("validate", "-only=null.good", "@t.pkr.hcl").status == 0)
            let wrong = await told.run("validate", "-only=null.good", "-var", "count=many", "@t.pkr.hcl")
            #expect(wrong.status == 1)
            #expect(wrong.output.contains("Error: Invalid value for variable"))
            let undeclared = await told.run("validate", "-only=null.good", "-var", "grating=x", "@t.pkr.hcl")
            #expect(undeclared.output.contains("Error: Undefined -var variable"))
            let malformed = await told.run("validate", "-var", "greeting", "@t.pkr.hcl")
            #expect(malformed.status == 1)
            #expect(malformed.output.contains("No '=' value in arg: greeting"))
        }
    }

    @Test("names in variable files that nothing declares are a warning that can be silenced")
    func undeclared() async throws {
        try await with { ingot in
            let warned = await ingot.run("validate", "-only=null.good", "-var-file=@v.pkrvars.hcl", "@t.pkr.hcl")
            #expect(warned.status == 0)
            #expect(warned.output.contains("Warning: Undefined variable"))
            #expect(warned.output.hasSuffix("The configuration is valid.\n"))
            let silent = await ingot.run(
                "validate", "-no-warn-undeclared-var", "-only=null.good", "-var-file", "@v.pkrvars.hcl", "@t.pkr.hcl")
            #expect(silent.output == "The configuration is valid.\n")
            let build = await ingot.run("build", "-only=null.good", "-var-file", "@v.pkrvars.hcl", "@t.pkr.hcl")
            #expect(!build.output.contains("Undefined variable"))
            let asked = await ingot.run(
                "build", "-warn-on-undeclared-var", "-only=nothing", "-var-file", "@v.pkrvars.hcl", "@t.pkr.hcl")
            #expect(asked.output.contains("Warning: Undefined variable"))
        }
    }

    @Test("data sources may be asked for")
    func dataSources() async throws {
        try await with { ingot in
            let outcome = await ingot.run(
                "validate", "-evaluate-datasources", "-only=null.good", "-var", "greeting=hi", "@t.pkr.hcl")
            #expect(outcome.output == "The configuration is valid.\n")
        }
    }

    @Test("one template is needed, and flags stand before it")
    func usage() async throws {
        try await with { ingot in
            #expect(await ingot.run("validate").status == 1)
            let late = await ingot.run("validate", "@t.pkr.hcl", "-syntax-only")
            #expect(late.status == 1)
            #expect(late.output.contains("Put -syntax-only before the template"))
            let missing = await ingot.run("validate", "@nothing.pkr.hcl")
            #expect(missing.status == 1)
            #expect(missing.output.contains("Error: Template not found"))
        }
    }

    @Test("programs get mistakes as error lines and the verdict as a say line")
    func machineReadable() async throws {
        try await with { ingot in
            let bad = await ingot.run("validate", "-var", "greeting=hi", "@t.pkr.hcl", "-machine-readable")
            #expect(bad.status == 1)
            #expect(bad.output.contains(",,ui,error,Error: Unsupported argument\\n"))
            let good = await ingot.run(
                "-machine-readable", "validate", "-only=null.good", "-var", "greeting=hi", "@t.pkr.hcl")
            #expect(good.output.hasSuffix(",,ui,say,The configuration is valid.\n"))
        }
    }
}
