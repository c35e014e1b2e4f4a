import Cryptography
import JSONText

/// What is demanded of an attestation, and whether it holds.
package struct AttestationCheck: Sendable {
    /// A file as it is here.
    package struct File: Hashable, Sendable {
        /// Where the file is.
        package var path: String
        /// Of its content, in lower-case hexadecimal.
        package var sha256: String

        package init(path: String, sha256: String) {
            self.path = path
            self.sha256 = sha256
        }
    }

    /// What does not hold; a sentence without a full stop.
    package struct Mismatch: Error, Hashable, Sendable, CustomStringConvertible {
        package let description: String
    }

    /// The files that have to be among the subjects.
    package var files: [File] = []
    /// What the predicate has to be; `nil` for anything.
    package var predicateType: String?
    /// Who has to have built it; `nil` for anybody.
    package var builderID: String?
    /// The beginning of a line of the dependencies: an address.
    package var sourceURI: String?

    package init() {}

    /// Verifies the signature first; nothing of the payload is looked at before.
    ///
    /// - Returns: what was verified, a line each.
    /// - Throws: `Mismatch`, or `SignedEnvelope.Fault` for what is no attestation.
    package func verify(_ bytes: [UInt8], with key: VerificationKey) throws -> [String] {
        let envelope = try SignedEnvelope(bytes)
        guard envelope.payloadType == SignedEnvelope.statementType else {
            throw Mismatch(
                description: "its payload is \"\(envelope.payloadType)\", not \(SignedEnvelope.statementType)")
        }
        guard envelope.isSigned(by: key) else {
            throw Mismatch(description: "no signature in it was made by the given key (\(key.kind))")
        }
        var words = ["Signature: made by the \(key.kind) key \(try SignedEnvelope.keyID(of: key))."]
        let statement = try Statement(envelope.payload)
        words += try checkPredicate(of: statement)
        for file in files { words.append(try check(file, statement)) }
        if files.isEmpty {
            let names = statement.subjects.map { "\($0.name) (sha256:\($0.sha256))" }
            words.append("Files: none was given to compare; the attestation is about \(names.joined(separator: ", ")).")
        }
        return words
    }

    private func checkPredicate(of statement: Statement) throws(Mismatch) -> [String] {
        if let predicateType, statement.predicateType != predicateType {
            throw Mismatch(
                description: "its predicate is of the type \"\(statement.predicateType)\", not \"\(predicateType)\"")
        }
        var words = ["Predicate: \(statement.predicateType)."]
        if let builderID {
            let seen = statement.predicate["runDetails"]?["builder"]?["id"]?.string ?? ""
            guard seen == builderID else {
                throw Mismatch(description: "it was built by \"\(seen)\", not by \"\(builderID)\"")
            }
            words.append("Builder: \(builderID).")
        }
        if let sourceURI {
            let list = statement.predicate["buildDefinition"]?["resolvedDependencies"]?.array ?? []
            let addresses = list.compactMap { $0["uri"]?.string }
            guard addresses.contains(sourceURI) else {
                throw Mismatch(
                    description:
                        "\"\(sourceURI)\" is not among what it was built from: \(addresses.joined(separator: ", "))")
            }
            words.append("Source: \(sourceURI).")
        }
        return words
    }

    private func check(_ file: File, _ statement: Statement) throws(Mismatch) -> String {
        guard let subject = statement.subjects.first(where: { $0.sha256 == file.sha256 }) else {
            let name = file.path.split(separator: "/").last.map(String.init) ?? file.path
            if let other = statement.subjects.first(where: { $0.name == name }) {
                throw Mismatch(
                    description: "\(file.path) is not what was attested: it has sha256:\(file.sha256), but the "
                        + "attestation says sha256:\(other.sha256)")
            }
            throw Mismatch(description: "\(file.path) (sha256:\(file.sha256)) is not among the attestation's subjects")
        }
        return "File: \(file.path) is \(subject.name), sha256:\(file.sha256)."
    }
}
