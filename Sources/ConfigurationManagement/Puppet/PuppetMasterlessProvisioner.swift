import BuildEvents
import ComponentAPI
import HostOS

/// `puppet-masterless`: applies manifests of this host on the machine with `puppet apply`.
package struct PuppetMasterlessProvisioner: Provisioner {
    enum Keys {
        static let manifestFile = OptionKey<String>(
            "manifest_file", required: true, "The manifest to apply, or a directory of manifests.")
        static let manifestDirectory = OptionKey<String>(
            "manifest_dir", "A directory of more manifests; Puppet 4 and later do not take its option any more.")
        static let modulePaths = OptionKey<[String]>("module_paths", default: [], "Directories of modules.")
        static let hieraConfig = OptionKey<String>("hiera_config_path", "A configuration file of Hiera.")
        static let staging = OptionKey<String>(
            "staging_directory", defaultText: "/tmp/packer-puppet-masterless",
            "The folder on the machine that files are uploaded to.")

        static let all: [OptionDeclaration] =
            [
                manifestFile.declaration, manifestDirectory.declaration, modulePaths.declaration,
                hieraConfig.declaration, staging.declaration,
            ] + PuppetOptions.Keys.all
    }

    let options: PuppetOptions
    let manifest: String
    let manifestDirectory: String?
    let modulePaths: [String]
    let hieraConfig: String?

    static let command =
        "apply --detailed-exitcodes {{if .Debug}}--debug {{end}}"
        + "{{if ne .ModulePath \"\"}}--modulepath={{quoted .ModulePath}} {{end}}"
        + "{{if ne .HieraConfigPath \"\"}}--hiera_config={{quoted .HieraConfigPath}} {{end}}"
        + "{{if ne .ManifestDir \"\"}}--manifestdir={{quoted .ManifestDir}} {{end}}"
        + "{{if ne .ExtraArguments \"\"}}{{.ExtraArguments}} {{end}}{{word .ManifestFile}}"

    package func provision(_ machine: Machine) async throws {
        machine.log.say("Provisioning with Puppet...")
        let guest = try ManagedGuest(machine, options.commands)
        try await options.packages.install(on: guest, besides: options.staging)
        let staging = options.staging
        try await guest.makeFolder(staging)
        var data = ["HieraConfigPath": "", "ManifestDir": "", "ModulePath": ""]
        let joiner = options.system == .unix ? ":" : ";"
        data["ModulePathJoiner"] = joiner
        if let hieraConfig {
            guest.log.message("Uploading Hiera configuration from: \(hieraConfig)")
            try await guest.uploadFile(hieraConfig, to: "\(staging)/hiera.yaml")
            data["HieraConfigPath"] = "\(staging)/hiera.yaml"
        }
        let manifests = "\(staging)/manifests"
        if let manifestDirectory {
            guest.log.message("Uploading manifest directory from: \(manifestDirectory)")
            try await guest.uploadFolder(manifestDirectory, to: manifests)
            data["ManifestDir"] = manifests
        }
        var places: [String] = []
        for (index, path) in modulePaths.enumerated() {
            guest.log.message("Uploading local modules from: \(path)")
            places.append("\(staging)/module-\(index)")
            try await guest.uploadFolder(path, to: "\(staging)/module-\(index)")
        }
        data["ModulePath"] = places.joined(separator: joiner)
        data["ManifestFile"] = try await uploadManifest(to: manifests, guest)
        try await PuppetRun(options: options, guest: guest).run(
            data, generated: machine.generatedData, advice: advice)
    }

    /// - Returns: the manifest's path on the machine.
    private func uploadManifest(to manifests: String, _ guest: ManagedGuest) async throws -> String {
        guest.log.message("Uploading manifests from: \(manifest)")
        guard HostFiles.kind(of: manifest, followingLinks: true) != .directory else {
            try await guest.uploadFolder(manifest, to: manifests)
            return manifests
        }
        try await guest.makeFolder(manifests)
        let path = "\(manifests)/\(HostPath.basename(manifest))"
        try await guest.uploadFile(manifest, to: path)
        return path
    }

    private var advice: [String] {
        manifestDirectory == nil
            ? [] : ["Puppet 4 and later refuse --manifestdir: make manifest_file the directory and drop manifest_dir."]
    }

    /// The component's entry in the catalogue.
    package static let type = ProvisionerType(
        name: "puppet-masterless", summary: "Applies Puppet manifests on the machine, without a server.",
        options: Keys.all
    ) { reader, environment in
        let manifest = reader.optional(Keys.manifestFile) ?? ""
        if reader.isSet(Keys.manifestFile) && !HostFiles.exists(manifest) {
            reader.error(
                "Missing file", "manifest_file is invalid: there is no \(manifest) on this host.",
                of: Keys.manifestFile)
        }
        let provisioner = PuppetMasterlessProvisioner(
            options: PuppetOptions(
                reader, environment, staging: (Keys.staging, "packer-puppet-masterless"), command: command,
                variables: ["HieraConfigPath", "ManifestDir", "ManifestFile", "ModulePath", "ModulePathJoiner"]),
            manifest: manifest, manifestDirectory: reader.localFolder(Keys.manifestDirectory),
            modulePaths: reader.localFolders(Keys.modulePaths), hieraConfig: reader.localFile(Keys.hieraConfig))
        return Prepared(provisioner, warnings: try reader.finish())
    }
}
