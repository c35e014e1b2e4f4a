import HostOS
import TestSupport
import Testing

/// The templates that we ship: each is whole, formatted and valid, on a machine without the internet.
struct BootConfigTests {
    private static let root = (try? Repository.root()) ?? ""
    // An unreadable folder shows in the test that counts them.
    private static let names = ((try? StreamedFile.names(in: root + "/boot-configs")) ?? []).sorted()

    @Test func `every distribution that the documentation lists has a folder, and every folder a line there`() throws {
        let page = try HostFiles.readText(Self.root + "/docs/boot-configs.md")
        let listed = page.matches(of: /\| \[([a-z0-9.-]+)\]\(\.\.\/boot-configs\/([a-z0-9.-]+)\/README\.md\)/)
        for line in listed { #expect(line.1 == line.2) }
        #expect(listed.map { String($0.1) }.sorted() == Self.names)
        #expect(Self.names.count > 10)
    }

    @Test(arguments: names) func `a boot configuration is valid with its variables`(_ name: String) async throws {
        try await CommandFixture.with { ingot in
            let folder = "\(Self.root)/boot-configs/\(name)"
            var words = ["validate", "-var-file=\(folder)/\(name).pkrvars.hcl"]
            // Its own folder is there once scripts/make-debian-netboot has run.
            if name == "debian-12-netboot" { words += ["-var", "http_directory=\(Self.root)/http"] }
            let outcome = await ingot.run(words + ["\(folder)/\(name).pkr.hcl"])
            #expect(outcome.errors.contains("Error") == false, "\(outcome.errors)")
            #expect(outcome.status == 0, "\(outcome.errors)")
        }
    }

    @Test(arguments: names) func `a boot configuration is formatted`(_ name: String) async throws {
        try await CommandFixture.with { ingot in
            let outcome = await ingot.run("fmt", "-check", "-diff", "\(Self.root)/boot-configs/\(name)")
            #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        }
    }

    @Test(arguments: names) func `a boot configuration says what it gives and how it is used`(_ name: String) throws {
        let folder = "\(Self.root)/boot-configs/\(name)"
        let page = try HostFiles.readText("\(folder)/README.md")
        #expect(page.hasPrefix("# \(name)\n"))
        #expect(page.contains("-var-file=boot-configs/\(name)/\(name).pkrvars.hcl"))
        #expect(page.contains("boot-configs/\(name)/\(name).pkr.hcl"))
        let template = try HostFiles.readText("\(folder)/\(name).pkr.hcl")
        for variable in ["iso_url", "iso_checksum", "output_directory", "accelerator", "headless"] {
            #expect(template.contains("variable \"\(variable)\""), "no variable \(variable)")
        }
    }

    @Test func `Ubuntu's answers are YAML with what the template relies on`() async throws {
        try await CommandFixture.with { ingot in
            let answers = "yamldecode(file(\"\(Self.root)/http/ubuntu/user-data\")).autoinstall"
            let user = "${\(answers).identity.username} ${\(answers).ssh.allow-pw}"
            let outcome = await ingot.run("console", input: "\"\(user)\"\n")
            #expect(outcome.output == "ingot true\n", "\(outcome.errors)")
        }
    }
}
