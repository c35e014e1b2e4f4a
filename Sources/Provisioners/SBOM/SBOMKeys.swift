import ComponentAPI

/// The options of `sbom` and `hcp-sbom`.
enum SBOMKeys {
    static let source = OptionKey<String>(
        "source", "A document that is in the machine already, in CycloneDX's or SPDX's JSON.")
    static let autoGenerate = OptionKey<Bool>(
        "auto_generate", defaultText: "true for sbom without source",
        "Whether to list the machine's packages, instead of taking source.")
    static let destination = OptionKey<String>(
        "destination",
        "The file to write, or a folder (which ends in a slash, or exists).\n"
            + "Required for sbom; without it hcp-sbom only checks the document.")
    static let name = OptionKey<String>(
        "sbom_name", defaultText: "the build's name",
        "What the document is about: 3 to 36 letters, digits and hyphens.")
    static let format = OptionKey<String>(
        "format", default: "cyclonedx-json", "`cyclonedx-json` or `spdx-json` (SPDX 2.3).")
    static let cycloneDXVersion = OptionKey<String>(
        "cyclonedx_version", default: "1.6", "CycloneDX's version: `1.5` or `1.6`.")
    static let systems = OptionKey<[String]>(
        "package_systems", default: ["dpkg", "rpm", "apk", "pip", "npm"], "Whose packages to list.")
    static let scanPath = OptionKey<String>("scan_path", default: "/", "The folder of the machine to look in.")
    static let executeCommand = OptionKey<String>(
        "execute_command", default: "sh {{.Path}} {{.Args}} {{.ScanPath}} > {{.Output}}", late: true,
        "How the collecting script runs in the machine: Path, Args, ScanPath and Output.\n"
            + "It only reads; a sudo before it finds packages in folders that the login may not enter.")
    static let remoteFolder = OptionKey<String>(
        "remote_folder", default: "/tmp", "Where the script and its output are in the machine.")
    static let scannerArguments = OptionKey<[String]>(
        "scanner_args", default: [], "Of these, `-o cyclonedx-json` and `-o spdx-json` count as format.")
    static let scannerURL = OptionKey<String>("scanner_url", "Not used: no scanner is fetched.")
    static let scannerChecksum = OptionKey<String>("scanner_checksum", "Not used.")
    static let elevatedUser = OptionKey<String>("elevated_user", "Not used.")
    static let elevatedPassword = OptionKey<String>("elevated_password", sensitive: true, "Not used.")

    static let all: [OptionDeclaration] = [
        source.declaration, autoGenerate.declaration, destination.declaration, name.declaration, format.declaration,
        cycloneDXVersion.declaration, systems.declaration, scanPath.declaration, executeCommand.declaration,
        remoteFolder.declaration, scannerArguments.declaration, scannerURL.declaration, scannerChecksum.declaration,
        elevatedUser.declaration, elevatedPassword.declaration,
    ]
}
