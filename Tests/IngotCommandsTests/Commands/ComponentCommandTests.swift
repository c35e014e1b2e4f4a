import ComponentAPI
import HostOS
import Templates
import Testing

@testable import IngotCommands

struct ComponentCommandTests {
    private static func template(_ source: String) -> String {
        """
        packer {
          required_plugins {
            qemu = {
              source  = "github.com/hashicorp/qemu"
              version = ">= 1.0.0"
            }
            other = {
              source  = "\(source)"
              version = "~> 1.2"
            }
          }
        }

        """
    }

    @Test("init says what is built in")
    func satisfied() async throws {
        try await CommandFixture.with(["t.pkr.hcl": Self.template("github.com/hashicorp/null")]) { ingot in
            let outcome = await ingot.run("init", "-upgrade", "@t.pkr.hcl")
            #expect(
                outcome.output == """
                    qemu: github.com/hashicorp/qemu is built in.
                    other: github.com/hashicorp/null is built in.

                    """)
            #expect(outcome.status == 0)
        }
    }

    @Test(
        "init refuses what is not built in and says what to do",
        arguments: ["github.com/hashicorp/azure", "github.com/somebody/qemu", "example.com/hashicorp/qemu"])
    func missing(source: String) async throws {
        try await CommandFixture.with(["t.pkr.hcl": Self.template(source)]) { ingot in
            let outcome = await ingot.run("init", "@t.pkr.hcl")
            #expect(outcome.status == 1)
            #expect(outcome.output.contains("Error: Missing plugin\n"))
            #expect(outcome.output.contains(source))
            #expect(outcome.output.contains("- Remove the entry"))
            #expect(outcome.output.contains("qemu: github.com/hashicorp/qemu is built in.\n"))
        }
    }

    @Test("init warns of a version that is not built in, and goes on")
    func otherVersion() async throws {
        let text = Self.template("github.com/hashicorp/null").replacing("~> 1.2", with: ">= 2.0.0")
        try await CommandFixture.with(["t.pkr.hcl": text]) { ingot in
            let outcome = await ingot.run("init", "@t.pkr.hcl")
            #expect(outcome.status == 0)
            #expect(outcome.output.contains("Warning: Other plugin version built in\n"))
            #expect(outcome.output.contains("other: github.com/hashicorp/null is built in.\n"))
        }
    }

    @Test("init without requirements has nothing to do, and refuses legacy templates")
    func nothing() async throws {
        try await CommandFixture.with([
            "t.pkr.hcl": "", "t.json": "{}", "bad.pkr.hcl": "packer {\n  required_plugins {\n    x = 1\n  }\n}\n",
        ]) { ingot in
            let none = await ingot.run("init", "@t.pkr.hcl")
            #expect(none.output == "The template requires no plugins.\n")
            #expect(none.status == 0)
            let legacy = await ingot.run("init", "@t.json")
            #expect(legacy.status == 1)
            #expect(legacy.output.contains("only works with HCL2 configuration"))
            let bad = await ingot.run("init", "@bad.pkr.hcl")
            #expect(bad.status == 1)
            #expect(bad.output.contains("Error: Invalid required_plugins syntax"))
        }
    }

    @Test("plugins lists requirements and what is built in")
    func plugins() async throws {
        try await CommandFixture.with(["t.pkr.hcl": Self.template("github.com/hashicorp/azure")]) { ingot in
            let required = await ingot.run("plugins", "required", "@t.pkr.hcl")
            #expect(
                required.output == """
                    qemu github.com/hashicorp/qemu ">= 1.0.0" built in
                    other github.com/hashicorp/azure "~> 1.2" missing

                    """)
            #expect(required.status == 0)
            let installed = await ingot.run("plugin", "installed")
            #expect(installed.output.contains("builder qemu \(ProductVersion.ingot)\n"))
            #expect(installed.output.contains("provisioner shell \(ProductVersion.ingot)\n"))
            #expect(await ingot.run("plugins").status == 1)
            #expect(await ingot.run("plugins", "install", "github.com/hashicorp/azure").status == 1)
        }
    }

    @Test("docs shows every option as it is declared", arguments: ComponentCatalog.standard.descriptions)
    func docs(component: ComponentDescription) async throws {
        try await CommandFixture.with { ingot in
            let outcome = await ingot.run("docs", component.kind, component.name)
            #expect(outcome.status == 0)
            #expect(outcome.output.hasPrefix("\(component.kind) \"\(component.name)\"\n\n\(component.summary)\n"))
            for option in component.options {
                #expect(outcome.output.contains("\n  \(option.name) ("))
                #expect(!option.documentation.isEmpty, "\(option.name)")
            }
            let width = outcome.output.split(separator: "\n").map(\.count).max() ?? 0
            #expect(width <= 160)
        }
    }

    @Test("docs lists components by kind and knows near names")
    func list() async throws {
        try await CommandFixture.with { ingot in
            let all = await ingot.run("docs")
            #expect(all.output.hasPrefix("builders:\n\n"))
            #expect(all.output.contains("\nprovisioners:\n\n"))
            #expect(await ingot.run("docs", "builder").output.contains("\n    qemu "))
            let both = await ingot.run("docs", "shell-local")
            #expect(both.output.contains("provisioner \"shell-local\"\n"))
            #expect(both.output.contains("post-processor \"shell-local\"\n"))
            let wrong = await ingot.run("docs", "qmeu")
            #expect(wrong.status == 1)
            #expect(wrong.output.contains("Did you mean \"qemu\"?"))
        }
    }
}
