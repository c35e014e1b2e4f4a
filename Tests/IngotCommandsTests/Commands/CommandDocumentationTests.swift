import HostOS
import IngotCommands
import Testing

/// Keeps `docs/commands.md` true.
struct CommandDocumentationTests {
    /// The text of each `## ` section by its heading.
    private static func sections() throws -> [String: String] {
        // This file lies three folders below the project's.
        let root = (0..<4).reduce(#filePath) { path, _ in HostPath.dirname(path) }
        let text = try HostFiles.readText(root + "/docs/commands.md")
        let parts = text.split(separator: "\n## ").dropFirst().map { part in
            let end = part.firstIndex(of: "\n") ?? part.endIndex
            return (String(part[..<end]), String(part[end...]))
        }
        return Dictionary(parts) { $0 + $1 }
    }

    /// The flags that a section lists: `- `-name…`: …`.
    private static func flags(in section: String) -> Set<String> {
        Set(
            section.split(separator: "\n").filter { $0.hasPrefix("- `-") }.map { line in
                String(line.dropFirst(4).prefix { $0.isLetter || $0 == "-" })
            })
    }

    @Test("every command has a section and no section lacks its command")
    func commands() throws {
        let documented = Set(try Self.sections().keys.filter { $0.hasPrefix("ingot ") }.map { $0.dropFirst(6) })
        #expect(documented == Set(Ingot.commands.map { $0.name[...] }))
    }

    @Test("the flags of a section are those of the command", arguments: Ingot.commands.map(\.name))
    func flags(name: String) throws {
        let sections = try Self.sections()
        let section = try #require(sections["ingot \(name)"])
        let shared = try Self.flags(in: #require(sections["Flags of commands on templates"]))
        let command = try #require(Ingot.commands.first { $0.name == name })
        let own = ([command] + command.subcommands).map { command in
            let declared = Set(command.flags.flags.filter { !$0.isHidden }.map(\.name))
            return declared.isSuperset(of: shared) ? declared.subtracting(shared) : declared
        }
        #expect(Self.flags(in: section) == own.reduce([]) { $0.union($1) })
        #expect(section.contains("\ningot \(name)"))
    }

    @Test("the usage lines are those of the help")
    func usage() throws {
        let sections = try Self.sections()
        for command in Ingot.commands where command.subcommands.isEmpty {
            #expect(sections["ingot \(command.name)"]?.contains("\ningot \(command.usage)\n") == true)
        }
    }
}
