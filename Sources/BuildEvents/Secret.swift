/// A value that does not show itself when printed.
public struct Secret<Value: Sendable>: Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    /// The value itself; whoever reads it answers for where it goes.
    public let exposed: Value

    public init(_ value: Value) {
        exposed = value
    }

    /// Never the value, so that no string interpolation gives it away.
    public var description: String { "<sensitive>" }
    public var debugDescription: String { "<sensitive>" }
}

extension Secret: Equatable where Value: Equatable {}
