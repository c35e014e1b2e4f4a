/// What a template function says when it cannot answer; the engine adds the function's name and the place.
public struct GoFunctionError: Error, Hashable, Sendable {
    public var message: String

    public init(_ message: String) {
        self.message = message
    }
}
