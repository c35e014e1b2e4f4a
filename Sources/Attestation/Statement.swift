import JSONText

/// A claim about files: in-toto's Statement, version 1.
package struct Statement: Hashable, Sendable {
    /// What is spoken of: a file's name and the SHA-256 of its content in lower-case hexadecimal.
    package struct Subject: Hashable, Sendable {
        /// As a verifier compares it: the file's name without its folder.
        package var name: String
        /// 64 digits.
        package var sha256: String

        package init(name: String, sha256: String) {
            self.name = name
            self.sha256 = sha256
        }
    }

    /// The statement's type, by its address.
    package static let type = "https://in-toto.io/Statement/v1"

    /// What is spoken of; at least one where it is to be of use.
    package var subjects: [Subject]
    /// Tells what the predicate means, by its address.
    package var predicateType: String
    /// What is said of them.
    package var predicate: JSONValue

    package init(subjects: [Subject], predicateType: String, predicate: JSONValue) {
        self.subjects = subjects
        self.predicateType = predicateType
        self.predicate = predicate
    }

    /// Reads a statement's JSON.
    ///
    /// Subjects without a SHA-256 are passed over: nothing can be compared with them.
    package init(_ bytes: [UInt8]) throws(SignedEnvelope.Fault) {
        let json: JSONValue
        do {
            json = try JSONParser.parse(bytes, depthLimit: 64)
        } catch {
            throw .init(description: "its statement is no JSON: \(error)")
        }
        guard json["_type"]?.string == Self.type else {
            throw .init(description: "its statement is not of the type \(Self.type)")
        }
        guard let type = json["predicateType"]?.string, let list = json["subject"]?.array else {
            throw .init(description: "its statement has no subject or predicateType")
        }
        predicateType = type
        predicate = json["predicate"] ?? .null
        subjects = list.compactMap { entry in
            entry["digest"]?["sha256"]?.string.map {
                Subject(name: entry["name"]?.string ?? "", sha256: $0.lowercased())
            }
        }
    }

    /// The statement, its members in the order of the specification.
    package var json: JSONValue {
        let list = subjects.map { subject -> JSONValue in
            ["name": .string(subject.name), "digest": ["sha256": .string(subject.sha256)]]
        }
        return [
            "_type": .string(Self.type), "subject": .array(list), "predicateType": .string(predicateType),
            "predicate": predicate,
        ]
    }

    /// The statement as it is signed: indented, with a line feed at its end.
    package var text: String { JSONWriter(indentation: 2).text(json) + "\n" }
}
