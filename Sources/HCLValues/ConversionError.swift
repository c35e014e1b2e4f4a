/// A value that cannot become what is wanted.
public struct ConversionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What would be right, such as `string required`.
    public var message: String
    /// The way from the converted value to the part at fault: `[0].name`; empty for the value itself.
    public var path: String

    /// A mistake at the value itself, or at the part that `path` leads to.
    public init(_ message: String, path: String = "") {
        self.message = message
        self.path = path
    }

    public var description: String {
        path.isEmpty ? message : "element \(path): \(message)"
    }

    func inside(_ step: String) -> ConversionError {
        ConversionError(message, path: step + path)
    }
}
