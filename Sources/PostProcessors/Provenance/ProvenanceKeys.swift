import ComponentAPI

/// The options of `provenance`.
enum ProvenanceKeys {
    static let isWanted = OptionKey<Bool>(
        "provenance", default: true, "Whether anything is written; false only hands the artifact on.")
    static let outputDirectory = OptionKey<String>(
        "output_dir", defaultText: "beside the first file", "The folder of the attestation.")
    static let buildType = OptionKey<String>(
        "build_type", default: "urn:ingot:build:v1", "What the parameters mean, as an address.")
    static let template = OptionKey<String>(
        "template", defaultText: "the template's files", "How the attestation calls the template.")
    static let onlyBuilds = OptionKey<[String]>("only_builds", "Names of builds, told as a parameter.")
    static let variables = OptionKey<[String: String]>(
        "user_variables", default: [:], "Variables to tell beside the template's own.")
    static let sourceURI = OptionKey<String>(
        "source_uri", defaultText: "what CI or git tells", "The address of the repository that holds the template.")
    static let signingMode = OptionKey<String>(
        "signing_mode", defaultText: "none, or key where one is given", "`none` or `key`.")
    static let signer = OptionKey<String>("signer", "The private key's file in PEM form; the same as key.")
    static let key = OptionKey<String>(
        "key", "The private key's file in PEM form: RSA from 2048 bits, ECDSA or Ed25519.")
    static let passphrase = OptionKey<String>(
        "key_passphrase", defaultText: "INGOT_KEY_PASSPHRASE", sensitive: true, "What protects the private key.")
    static let verifier = OptionKey<String>(
        "verifier", "A file with the public key, with which the signature is checked before it is written.")
    static let bill = OptionKey<Bool>(
        "sbom", default: false, "Only false: the provisioner sbom lists the packages of a machine.")
    static let unused = ["sbom_format", "sbom_scan_path", "sbom_scope"].map { OptionKey<String>($0, "Not used.") }
    static let billExclusions = OptionKey<[String]>("sbom_exclude", "Not used.")
    static let transparencyLog = OptionKey<Bool>("upload_tlog", default: false, "Only false: nothing is published.")
    static let keyless = [
        "fulcio_url", "rekor_url", "trusted_root_path", "keyless_identity", "keyless_oidc_issuer",
    ].map { OptionKey<String>($0, "Not used: signing_mode keyless does not exist here.") }

    static let all: [OptionDeclaration] =
        [
            isWanted.declaration, outputDirectory.declaration, buildType.declaration, template.declaration,
            onlyBuilds.declaration, variables.declaration, sourceURI.declaration, signingMode.declaration,
            signer.declaration, key.declaration, passphrase.declaration, verifier.declaration, bill.declaration,
            billExclusions.declaration, transparencyLog.declaration,
        ] + (unused + keyless).map(\.declaration)
}
