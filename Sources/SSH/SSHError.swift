package import Diagnostics

/// What went wrong in a session, in words for the user.
package struct SSHError: Error, Sendable, Equatable {
    /// What kind of failure it is, for those who decide whether to try again.
    package enum Kind: Sendable, Equatable {
        /// The connection is gone; a new one may work.
        case disconnected
        /// The server refused what was asked of it.
        case refused
        /// The server said what the protocol does not allow.
        case protocolViolation
        /// A key or certificate cannot be used.
        case badKey
        /// A file on this machine or the other one could not be read or written.
        case file
        /// A tunnel cannot be opened.
        case tunnel
        /// The server has another key than before.
        case hostKeyChanged
        /// The program that receives files is not on the machine.
        case transferProgramMissing
    }

    /// Decides the headline and the advice.
    package var kind: Kind
    /// What was seen, without a full stop.
    package var message: String

    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }
}

extension SSHError: DiagnosticConvertible, CustomStringConvertible {
    package var description: String { message }

    package var diagnostic: Diagnostic {
        Diagnostic(.error, summary, detail: message + ".", advice: advice)
    }

    private var summary: String {
        switch kind {
        case .disconnected: "SSH connection lost"
        case .refused: "SSH server refused a request"
        case .protocolViolation: "Unexpected answer over SSH"
        case .badKey: "Unusable SSH key"
        case .tunnel: "SSH tunnel not opened"
        case .hostKeyChanged: "The SSH server is another one"
        case .file: "File transfer failed"
        case .transferProgramMissing: "scp is missing on the machine"
        }
    }

    private var advice: [String] {
        switch kind {
        case .transferProgramMissing:
            ["Install scp in the machine (openssh-clients), or set ssh_file_transfer_method = \"sftp\"."]
        case .hostKeyChanged:
            [
                "Somebody may sit in between. If the machine was given another key during the build, set "
                    + "ssh_host_key_change = \"report\"."
            ]
        case .tunnel:
            ["Another program may have the port, or the SSH server's AllowTcpForwarding does not allow it."]
        case .disconnected, .refused, .protocolViolation, .badKey, .file: []
        }
    }
}

/// A step on the way to a session.
package enum SSHStage: Int, Sendable, Comparable {
    case dial
    case banner
    case keyExchange
    case authentication
    case ready

    package static func < (lhs: SSHStage, rhs: SSHStage) -> Bool {
        lhs.rawValue < rhs.rawValue
    }
}

/// An attempt to connect that did not succeed.
package struct SSHConnectFailure: Error, Sendable, Equatable {
    /// The stage that could not be completed.
    package var stage: SSHStage
    /// What was seen, without a full stop: `no TCP answer yet (Connection refused)`.
    package var message: String
    /// Whether the server is there and took its time over the stage rather than refusing it.
    package var isTimeout = false
    /// Whether the server is there and has more connections than it takes.
    package var isCrowded = false

    package init(stage: SSHStage, message: String, isTimeout: Bool = false) {
        self.stage = stage
        self.message = message
        self.isTimeout = isTimeout
    }
}
