import Synchronization

/// Replaces secrets by `<sensitive>` in everything that is shown or logged.
public final class Redactor: Sendable {
    private let secrets = Mutex<Set<String>>([])

    public init() {}

    /// Registers a secret and each non-empty line of it, in LF and CRLF form.
    public func add(_ secret: String) {
        let lines = secret.split(whereSeparator: \.isNewline).map(String.init)
        secrets.withLock { set in
            for text in [secret] + lines where !text.allSatisfy(\.isWhitespace) {
                set.insert(text)
            }
        }
    }

    /// The text with every registered secret masked, the longest first.
    public func redact(_ text: String) -> String {
        let known = secrets.withLock { Array($0) }.sorted { ($0.utf8.count, $0) > ($1.utf8.count, $1) }
        return known.reduce(text) { $0.replacingOccurrences(of: $1) }
    }
}

extension String {
    fileprivate func replacingOccurrences(of secret: String) -> String {
        guard let first = firstRange(of: secret) else { return self }
        var result = ""
        var rest = self[...]
        var found: Range<String.Index>? = first
        while let range = found {
            result += rest[..<range.lowerBound] + "<sensitive>"
            rest = rest[range.upperBound...]
            found = rest.firstRange(of: secret)
        }
        return result + rest
    }
}

/// A value that does not show itself when printed.
public struct Secret<Value: Sendable>: Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    public let exposed: Value

    public init(_ value: Value) {
        exposed = value
    }

    public var description: String { "<sensitive>" }
    public var debugDescription: String { "<sensitive>" }
}

extension Secret: Equatable where Value: Equatable {}
