/// Why a conversation with an RFB server ended.
package enum RFBError: Error, Hashable, Sendable {
    /// The server does not speak RFB 3.8; what it said instead.
    case notRFB(String)
    /// The server wants an authentication that cannot be given: the types it offers.
    case noSharedSecurity([UInt8])
    /// The server refused the password or the connection, in its own words.
    case refused(String)
    /// The server sent what the protocol does not allow, or more than is accepted.
    case violation(String)
    /// The connection was closed.
    case closed
}

extension RFBError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notRFB(let text): "The server does not speak RFB 3.8: it greeted with \"\(text)\"."
        case .noSharedSecurity(let types):
            "The VNC server offers only authentication types that are not supported or need a password: \(types)."
        case .refused(let reason): "The VNC server refused the connection: \(reason)."
        case .violation(let what): "The VNC server broke the protocol: \(what)."
        case .closed: "The VNC server closed the connection."
        }
    }
}
