import Cryptography

/// What a downloaded file has to hash to.
package struct Checksum: Hashable, Sendable, CustomStringConvertible {
    package let algorithm: DigestAlgorithm
    /// Lower-case hexadecimal.
    package let hex: String

    /// - Returns: `nil` if `hex` is not of the algorithm's length or not hexadecimal.
    package init?(_ algorithm: DigestAlgorithm, hex: some StringProtocol) {
        let hex = hex.lowercased()
        guard hex.utf8.count == algorithm.byteCount * 2, hex.allSatisfy({ $0.isASCII && $0.isHexDigit }) else {
            return nil
        }
        self.algorithm = algorithm
        self.hex = hex
    }

    package var description: String { "\(algorithm.rawValue):\(hex)" }
}

/// The value of `iso_checksum`.
package enum ChecksumSource: Hashable, Sendable {
    /// `none`: the file is not checked.
    case none
    case value(Checksum)
    /// `file:PATH` or `file:URL`: a list of sums, matched by the name of the file.
    case list(String)

    /// Reads one of the forms `none`, HEX, `TYPE:HEX`, `file:PATH` and `file:URL`.
    ///
    /// - Throws: `ChecksumError.unreadable`.
    package init(_ text: String) throws(ChecksumError) {
        if text.lowercased() == "none" {
            self = .none
        } else if text.hasPrefix("file:") {
            self = .list(String(text.dropFirst(5)))
        } else if let colon = text.firstIndex(of: ":") {
            self = .value(try Self.typed(text[..<colon], text[text.index(after: colon)...], in: text))
        } else {
            self = .value(try Self.untyped(text))
        }
    }

    private static func typed(
        _ type: Substring, _ hex: Substring, in text: String
    ) throws(ChecksumError) -> Checksum {
        guard let algorithm = DigestAlgorithm(rawValue: type.lowercased()) else {
            let known = DigestAlgorithm.allCases.map(\.rawValue).joined(separator: ", ")
            throw .unreadable(text, reason: "there is no checksum type \"\(type)\"; known are \(known)")
        }
        guard let checksum = Checksum(algorithm, hex: hex) else {
            throw .unreadable(
                text, reason: "\(algorithm.rawValue) has \(algorithm.byteCount * 2) hexadecimal digits")
        }
        return checksum
    }

    private static func untyped(_ text: String) throws(ChecksumError) -> Checksum {
        let fitting = DigestAlgorithm.allCases.first { $0.byteCount * 2 == text.utf8.count }
        guard let fitting, let checksum = Checksum(fitting, hex: text) else {
            throw .unreadable(
                text,
                reason: "the type cannot be told from \(text.utf8.count) characters; write it as TYPE:HEX, or file:PATH"
            )
        }
        return checksum
    }
}

/// A checksum that cannot be read or found.
package enum ChecksumError: Error, Hashable, Sendable, CustomStringConvertible {
    case unreadable(String, reason: String)
    /// The list has no line for the file.
    case notListed(file: String, list: String, names: [String])
    /// The list has other sums for the same name.
    case ambiguous(file: String, list: String)

    package var description: String {
        switch self {
        case .unreadable(let text, let reason): "cannot read the checksum \"\(text)\": \(reason)"
        case .notListed(let file, let list, let names):
            "the checksum list \(list) has no line for \(file)" + Self.telling(names)
        case .ambiguous(let file, let list): "the checksum list \(list) has different sums for \(file)"
        }
    }

    /// What a list has instead, as far as people want to read it.
    private static func telling(_ names: [String]) -> String {
        guard !names.isEmpty else {
            return "; it has no line of the form \"HEX  NAME\" or \"TYPE (NAME) = HEX\" at all"
        }
        let rest = names.count > 5 ? " and \(names.count - 5) more" : ""
        return "; it lists " + names.prefix(5).joined(separator: ", ") + rest
    }
}
