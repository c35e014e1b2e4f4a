/// QEMU's refusal of a command.
package struct QMPFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The error class that QEMU gives, mostly `GenericError`.
    package var kind: String
    /// QEMU's own words.
    package var text: String

    package var description: String { "QEMU refused the command: \(text)" }
}

/// Why a conversation with QEMU's monitor ended.
package enum QMPError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The monitor sent what the protocol does not allow, or more than is accepted.
    case violation(String)
    /// The connection was closed, mostly because QEMU ended.
    case closed

    package var description: String {
        switch self {
        case .violation(let what): "QEMU's monitor broke the protocol: \(what)."
        case .closed: "QEMU closed its monitor."
        }
    }
}
