import BuildEvents
import ComponentAPI
import Cryptography
import HostOS

/// What an attestation says, and who signs it.
struct ProvenanceOptions: Sendable {
    private typealias Keys = ProvenanceKeys
    /// Bytes of a key file; the longest keys have some KiB.
    private static let keySizeLimit = 1 << 18

    let isWanted: Bool
    let outputDirectory: String?
    let buildType: String
    let template: String?
    let onlyBuilds: [String]
    let variables: [String: String]
    let sourceURI: String?
    /// Seconds since 1970, if `SOURCE_DATE_EPOCH` says when.
    let time: Int64?
    /// `nil` where nothing is signed.
    let key: SigningKey?
    /// What checks the signature before it is written.
    let verifier: VerificationKey?

    /// Reads the options and the keys; complaints go to the reader.
    init(_ reader: OptionReader, _ environment: ComponentEnvironment) {
        func text(_ key: OptionKey<String>) -> String? {
            reader.optional(key).flatMap { $0.isEmpty ? nil : $0 }
        }
        isWanted = reader.value(Keys.isWanted)
        outputDirectory = text(Keys.outputDirectory)
        buildType = reader.value(Keys.buildType)
        template = text(Keys.template)
        onlyBuilds = reader.optional(Keys.onlyBuilds) ?? []
        variables = reader.value(Keys.variables)
        sourceURI = text(Keys.sourceURI)
        time = ArchiveContents.time(reader, environment)
        let passphrase = text(Keys.passphrase) ?? environment.environment["INGOT_KEY_PASSPHRASE"] ?? ""
        if !passphrase.isEmpty { environment.redactor.add(passphrase) }
        let path = Self.keyPath(reader, text(Keys.signer), text(Keys.key), mode: text(Keys.signingMode))
        key = path.flatMap { Self.signingKey($0, passphrase: passphrase, reader) }
        verifier = text(Keys.verifier).flatMap { Self.verificationKey($0, reader) }
        if let key, let verifier, key.verificationKey.pem != verifier.pem {
            reader.error("Wrong verifier", "The verifier is not the public key of the signer.", of: Keys.verifier)
        }
        Self.refuseMissing(reader)
    }

    /// The file of the key to sign with; `nil` for none.
    private static func keyPath(_ reader: OptionReader, _ signer: String?, _ key: String?, mode: String?) -> String? {
        if let signer, let key, signer != key {
            reader.error("Two keys", "signer and key mean the same: give one of them.", of: Keys.key)
        }
        let path = signer ?? key
        switch mode ?? (path == nil ? "none" : "key") {
        case "none":
            if path != nil {
                reader.error("Key without use", "A key is given, but signing_mode is none.", of: Keys.signingMode)
            }
            return nil
        case "key":
            if path == nil { reader.error("Missing key", "signing_mode = \"key\" needs key.", of: Keys.signingMode) }
            if let path,
                let scheme = ["awskms://", "gcpkms://", "azurekms://", "hashivault://"].first(where: path.hasPrefix)
            {
                reader.error("No key services", "\(scheme) keys cannot be used: give a file in PEM form.", of: Keys.key)
                return nil
            }
            return path
        case let mode:
            reader.error(
                "Unknown signing mode",
                "signing_mode is none or key, not \"\(mode)\"; Ingot speaks with no key service and no Sigstore.",
                of: Keys.signingMode)
            return nil
        }
    }

    private static func signingKey(_ path: String, passphrase: String, _ reader: OptionReader) -> SigningKey? {
        do {
            let pem = try HostFiles.readText(HostPath.expandingTilde(path), limit: keySizeLimit)
            return try SigningKey(pem: pem, passphrase: passphrase)
        } catch {
            reader.error("Unusable key", "The key \(path) cannot be used: \(error).", of: Keys.key)
            return nil
        }
    }

    private static func verificationKey(_ path: String, _ reader: OptionReader) -> VerificationKey? {
        do {
            return try VerificationKey(pem: HostFiles.readText(HostPath.expandingTilde(path), limit: keySizeLimit))
        } catch {
            reader.error("Unusable key", "The verifier \(path) cannot be used: \(error).", of: Keys.verifier)
            return nil
        }
    }

    /// What the peer does with the help of services or scanners is refused where it is asked for.
    private static func refuseMissing(_ reader: OptionReader) {
        if reader.value(Keys.bill) {
            reader.error(
                "No packages in sight",
                "Which packages an image holds is told by the machine while it runs: use the provisioner \"sbom\".",
                of: Keys.bill)
        }
        if reader.value(Keys.transparencyLog) {
            reader.error(
                "No transparency log", "Nothing is published: upload_tlog must be false.", of: Keys.transparencyLog)
        }
        let names =
            (Keys.unused + Keys.keyless).filter(reader.isSet).map(\.name)
            + (reader.isSet(Keys.billExclusions) ? [Keys.billExclusions.name] : [])
        if !names.isEmpty {
            reader.warning("Options without effect", "These do nothing here: \(names.joined(separator: ", ")).")
        }
    }
}
