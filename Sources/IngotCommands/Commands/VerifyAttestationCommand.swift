import Attestation
import Cryptography
import Diagnostics
import Downloads
import HostOS

enum VerifyAttestationCommand {
    /// Bytes; attestations with lists of millions of files are larger.
    private static let sizeLimit = 256 << 20

    static let command = Command(
        name: "verify-attestation", summary: "Check who signed an attestation, and what it is about",
        usage: "verify-attestation [options] ATTESTATION",
        explanation: """
            Checks that an attestation was signed with the private key that belongs to -key, and that
            it speaks of the files of -artifact as they are. Says what was verified, and exits with 1
            if anything does not hold. Reads files only.
            """,
        flags: FlagSet([
            Flag("key", .text, placeholder: "path", "The public key, a certificate or the private key, in PEM form."),
            Flag("verifier", .text, placeholder: "path", "The same as -key."),
            Flag("artifact", .repeated, placeholder: "path", "A file to compare; can be given many times."),
            Flag("predicate-type", .text, placeholder: "uri", "What the attestation has to claim."),
            Flag("builder-id", .text, placeholder: "uri", "Who has to have built it."),
            Flag("source-uri", .text, placeholder: "uri", "What it has to be built from."),
            Flag("signing-mode", .text, placeholder: "key", "Only key: there are no others here."),
            Flag("trusted-root-path", .text, hidden: true, "Not used."),
            Flag("keyless-identity", .text, hidden: true, "Not used."),
            Flag("keyless-oidc-issuer", .text, hidden: true, "Not used."),
            Flag("bundle", .text, hidden: true, "Not used."),
        ]), run: run)

    private static func run(_ flags: ParsedFlags, _ context: CommandContext) async throws -> Int32 {
        try refuseMissing(flags)
        guard flags.positionals.count == 1, let path = flags.positionals.first else {
            throw problem("One attestation is needed", "\(flags.positionals.count) were given.")
        }
        let key = try key(flags)
        var check = AttestationCheck()
        check.predicateType = flags.text("predicate-type")
        check.builderID = flags.text("builder-id")
        check.sourceURI = flags.text("source-uri")
        let words: [String]
        do {
            let bytes = try HostFiles.read(path, limit: sizeLimit)
            for file in flags.all("artifact") {
                let digest = try await checksum(ofFile: file, .sha256)
                check.files.append(.init(path: file, sha256: digest?.hex ?? ""))
            }
            words = try check.verify(bytes, with: key)
        } catch let fault as SignedEnvelope.Fault {
            throw problem("Not an attestation", "\(path) is no signed attestation: \(fault).")
        } catch let mismatch as AttestationCheck.Mismatch {
            throw problem("Attestation not verified", "\(path): \(mismatch).")
        }
        context.say("Attestation verified.")
        for line in words { context.say(line) }
        return ExitStatus.success
    }

    private static func key(_ flags: ParsedFlags) throws -> VerificationKey {
        let paths = Set([flags.text("key"), flags.text("verifier")].compactMap { $0 })
        guard paths.count == 1, let path = paths.first else {
            throw problem("One key is needed", "Give the public key's file by -key.")
        }
        do {
            return try VerificationKey(pem: HostFiles.readText(path, limit: 1 << 18))
        } catch let failure as SignatureFailure {
            throw problem("Unusable key", "The key \(path) cannot be used: \(failure).")
        }
    }

    private static func refuseMissing(_ flags: ParsedFlags) throws {
        let keyless = ["trusted-root-path", "keyless-identity", "keyless-oidc-issuer", "bundle"]
        let given = keyless.filter { flags.text($0) != nil }
        let mode = flags.text("signing-mode") ?? "key"
        guard given.isEmpty, mode == "key" else {
            throw problem(
                "Only signatures by a key",
                "Signatures of Sigstore and of key services cannot be verified here: give the public key by -key.")
        }
    }

    private static func problem(_ summary: String, _ detail: String) -> DiagnosticError {
        DiagnosticError(Diagnostic(summary, detail: detail))
    }
}
