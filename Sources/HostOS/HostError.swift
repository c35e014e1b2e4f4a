import Diagnostics
import Glibc

/// A call to the operating system that failed: what was to be done, to what, and the system's reason.
package struct HostError: Error, Hashable, Sendable {
    /// What was to be done, as the verb of "cannot …": `write`, `listen on`.
    package var operation: String
    /// To what: a path, a command, an address.
    package var subject: String
    /// The system's error number, or 0 where the reason is not the system's.
    package var code: Int32
    /// Why not, in lower case without a full stop.
    package var reason: String

    /// A failed call, by the `errno` that it left.
    package init(operation: String, subject: String, code: Int32) {
        self.operation = operation
        self.subject = subject
        self.code = code
        reason = Self.reason(of: code)
    }

    /// A failure without an `errno`.
    package init(operation: String, subject: String, reason: String) {
        self.operation = operation
        self.subject = subject
        self.reason = reason
        code = 0
    }

    /// The file, folder or command is not there.
    package var isNotFound: Bool { code == ENOENT || code == ENOTDIR }
    /// Something is there already (EEXIST).
    package var isAlreadyPresent: Bool { code == EEXIST }
    /// The user may not do it (EACCES, EPERM).
    package var isPermissionDenied: Bool { code == EACCES || code == EPERM }
    /// The disk or the quota is full (ENOSPC, EDQUOT).
    package var isOutOfSpace: Bool { code == ENOSPC || code == EDQUOT }
    /// Nobody listens at the address, or the other side closed the connection.
    package var isConnectionRefused: Bool { code == ECONNREFUSED }
    /// The other side is gone (ECONNRESET, EPIPE).
    package var isConnectionLost: Bool { code == ECONNRESET || code == EPIPE }
    /// Somebody else has the port or the socket (EADDRINUSE).
    package var isAddressInUse: Bool { code == EADDRINUSE }
    /// Nobody answered (ETIMEDOUT).
    package var isTimeout: Bool { code == ETIMEDOUT }

    /// The system's words for an error number, in lower case, from strerror(3).
    static func reason(of code: Int32) -> String {
        guard let words = strerror(code) else { return "error \(code)" }
        let text = String(cString: words)
        return text.prefix(1).lowercased() + text.dropFirst()
    }
}

extension HostError: CustomStringConvertible {
    package var description: String { "cannot \(operation) \(subject): \(reason)" }
}

extension HostError: DiagnosticConvertible {
    package var diagnostic: Diagnostic {
        Diagnostic(.error, "Operating system error", detail: "\(self).", advice: advice)
    }

    private var advice: [String] {
        if isOutOfSpace { return ["Free some space there, or choose a folder on a larger file system."] }
        if isPermissionDenied { return ["Check who owns it and its access rights, or run as a user who may."] }
        if isAddressInUse { return ["Another program has the port: choose another one."] }
        return []
    }
}

/// Returns `result` unless it is negative, which stands for a failure told by errno.
@discardableResult
func checked<Number: SignedInteger>(
    _ result: @autoclosure () -> Number, _ operation: String, _ subject: @autoclosure () -> String
) throws(HostError) -> Number {
    while true {
        let value = result()
        if value >= 0 { return value }
        let code = errno
        if code == EINTR { continue }
        throw HostError(operation: operation, subject: subject(), code: code)
    }
}

/// Returns `result` unless it is negative, which stands for a negated error number of a shim.
@discardableResult
func checkedShim<Number: SignedInteger>(
    _ result: Number, _ operation: String, _ subject: @autoclosure () -> String
) throws(HostError) -> Number {
    guard result < 0 else { return result }
    throw HostError(operation: operation, subject: subject(), code: Int32(-result))
}
