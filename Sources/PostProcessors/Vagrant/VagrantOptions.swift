import ComponentAPI
import HCLValues
import HostOS

/// The options of one provider's box.
struct VagrantOptions: Sendable {
    enum Keys {
        static let output = OptionKey<String>(
            "output", default: "packer_{{.BuildName}}_{{.Provider}}_{{.Architecture}}.box", late: true,
            "The box to write: BuildName, Provider, Architecture and ArtifactId.")
        static let compressionLevel = OptionKey<Int>(
            "compression_level", default: -1, "From 1 (quick) to 9 (small); 0 stores, -1 leaves it to gzip.")
        static let include = OptionKey<[String]>("include", default: [], "Files to put into the box.")
        static let vagrantfileTemplate = OptionKey<String>(
            "vagrantfile_template", "A Vagrantfile to put into the box; may use {{ }}.")
        static let vagrantfileTemplateGenerated = OptionKey<Bool>(
            "vagrantfile_template_generated", default: false,
            "Whether the Vagrantfile is made during the build, so that it need not exist before.")
        static let architecture = OptionKey<String>(
            "architecture", defaultText: "this host's", "The guest's processor: amd64, arm64, i386.")
        static let boxName = OptionKey<String>("box_name", "The box's name in the catalog: user/name.")
        static let boxVersion = OptionKey<String>("box_version", late: true, "The box's version in the catalog.")
        static let boxURL = OptionKey<String>(
            "box_url", defaultText: "the box's path", late: true,
            "Where clients of the catalog fetch the box: Provider, Architecture, Version and Name, the box's file name."
        )
        static let catalog = OptionKey<String>(
            "catalog", "A JSON file of all versions of the box, made or added to, for box_url of Vagrant.")
        static let providerOverride = OptionKey<String>(
            "provider_override", defaultText: "by the builder", "libvirt, virtualbox or qemu.")
        static let override = OptionKey<HCLValue>(
            "override", late: true, "Options for one provider only: a map of the provider's name to a map of options.")

        static let boxDeclarations = [
            output.declaration, compressionLevel.declaration, include.declaration, vagrantfileTemplate.declaration,
            vagrantfileTemplateGenerated.declaration, architecture.declaration, boxName.declaration,
            boxVersion.declaration, boxURL.declaration, catalog.declaration,
        ]
        static let declarations = boxDeclarations + [providerOverride.declaration, override.declaration]
    }

    /// An entry of a catalog.
    struct Listing: Sendable {
        let catalog: String
        let name: String
        let version: OutputName
        /// `nil` names the box by its path.
        let url: OutputName?
    }

    let output: OutputName
    /// -1 leaves it to gzip, 0 stores.
    let compressionLevel: Int
    let include: [String]
    let vagrantfileTemplate: String?
    let architecture: String
    let listing: Listing?

    init(_ reader: OptionReader, _ environment: ComponentEnvironment) {
        output = OutputName(Keys.output, reader, environment)
        compressionLevel = reader.value(Keys.compressionLevel)
        if !(-1...9).contains(compressionLevel) {
            reader.error(
                "Invalid compression level", "compression_level must be from -1 to 9, but is \(compressionLevel).",
                of: Keys.compressionLevel)
        }
        include = reader.value(Keys.include)
        for path in include where !HostFiles.exists(path) {
            reader.error(
                "File not found", "Nothing is found at \"\(path)\", which is to be put into the box.", of: Keys.include)
        }
        vagrantfileTemplate = reader.optional(Keys.vagrantfileTemplate).flatMap { $0.isEmpty ? nil : $0 }
        if let path = vagrantfileTemplate, !reader.value(Keys.vagrantfileTemplateGenerated), !HostFiles.exists(path) {
            reader.error(
                "File not found",
                "vagrantfile_template \"\(path)\" does not exist. If the build makes it, set "
                    + "vagrantfile_template_generated = true.", of: Keys.vagrantfileTemplate)
        }
        architecture = reader.optional(Keys.architecture) ?? Self.hostArchitecture
        listing = Self.listing(reader, environment)
    }

    private static func listing(_ reader: OptionReader, _ environment: ComponentEnvironment) -> Listing? {
        guard let catalog = reader.optional(Keys.catalog) else { return nil }
        let name = reader.optional(Keys.boxName) ?? ""
        let version =
            reader.isSet(Keys.boxVersion)
            ? OutputName(Keys.boxVersion, reader, environment) : nil
        guard !name.isEmpty, let version else {
            reader.error("Incomplete catalog", "catalog needs box_name and box_version.", of: Keys.catalog)
            return nil
        }
        let url = reader.isSet(Keys.boxURL) ? OutputName(Keys.boxURL, reader, environment) : nil
        return Listing(catalog: catalog, name: name, version: version, url: url)
    }

    /// Debian's names of processors, which Vagrant uses.
    private static var hostArchitecture: String {
        #if arch(x86_64)
            "amd64"
        #elseif arch(arm64)
            "arm64"
        #else
            "unknown"
        #endif
    }
}
