/// The versions of this program and of the language it reads.
package enum ProductVersion {
    /// By semantic versioning.
    package static let ingot = "0.1.0"
    /// The release of Packer whose templates are read, as `packer.version` and `required_version` see it.
    package static let language = "1.16.0"
}

enum VersionCommand {
    static let command = Command(
        name: "version", summary: "Print the version", usage: "version",
        explanation: "Prints the version of Ingot, and of the template language that it reads.", flags: FlagSet([]),
        run: { _, context in
            context.fact("version", ProductVersion.ingot)
            // Misspelt as the programs that read it expect.
            context.fact("version-prelease", "")
            context.fact("version-commit", "")
            context.say("Ingot v\(ProductVersion.ingot) (reads templates of Packer \(ProductVersion.language))")
            return ExitStatus.success
        })
}
