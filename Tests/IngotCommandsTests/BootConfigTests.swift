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
        #expect(Self.names.count > 9)
    }

    /// The names of the variables files of a folder, without what they end in.
    private static func releases(_ name: String) -> [String] {
        // An unreadable folder has none, which the tests complain about.
        ((try? StreamedFile.names(in: "\(root)/boot-configs/\(name)")) ?? [])
            .filter { $0.hasSuffix(".pkrvars.hcl") }.map { String($0.dropLast(".pkrvars.hcl".count)) }.sorted()
    }

    @Test(arguments: names) func `a boot configuration is valid with the variables of each release`(
        _ name: String
    ) async throws {
        let releases = Self.releases(name)
        #expect(!releases.isEmpty)
        for release in releases {
            try await CommandFixture.with { ingot in
                let folder = "\(Self.root)/boot-configs/\(name)"
                var words = ["validate", "-var-file=\(folder)/\(release).pkrvars.hcl"]
                // Its own folder is there once scripts/make-debian-netboot has run.
                if name == "debian-12-netboot" { words += ["-var", "http_directory=\(Self.root)/http"] }
                let outcome = await ingot.run(words + ["\(folder)/\(name).pkr.hcl"])
                #expect(outcome.errors.contains("Error") == false, "\(release): \(outcome.errors)")
                #expect(outcome.status == 0, "\(release): \(outcome.errors)")
            }
        }
    }

    @Test(arguments: names) func `releases differ in the image's name`(_ name: String) throws {
        let releases = Self.releases(name)
        guard releases != [name] else { return }
        for release in releases {
            let variables = try HostFiles.readText("\(Self.root)/boot-configs/\(name)/\(release).pkrvars.hcl")
            #expect(variables.contains("\"\(release)\""), "\(release) sets another release")
            #expect(variables.contains("\"output-\(release)\""), "\(release) writes to another's folder")
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
        let releases = Self.releases(name)
        #expect(releases.contains { page.contains("-var-file=boot-configs/\(name)/\($0).pkrvars.hcl") })
        for release in releases where release != name {
            #expect(page.contains("\(release).pkrvars.hcl"), "\(release) is not spoken of")
        }
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
