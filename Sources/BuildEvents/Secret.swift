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
