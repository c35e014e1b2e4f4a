package import Diagnostics

/// Why the agent in a guest did not do what it was asked.
package struct GuestAgentError: Error, Sendable, Equatable {
    /// What kind of failure it is, for those who decide whether to try again.
    package enum Kind: Sendable, Equatable {
        /// The channel to the guest is gone, mostly because the machine ended.
        case closed
        /// The agent did not answer in time: it is not running (yet), or the guest is restarting.
        case silent
        /// The agent sent what the protocol does not allow, or more than is accepted.
        case violation
        /// The agent said no.
        case refused
        /// A file in the guest or on this host could not be read or written.
        case file
        /// The agent, or the guest, is of a kind that cannot be worked with.
        case unusable
    }

    /// Decides the headline and the advice.
    package var kind: Kind
    /// Without a full stop.
    package var message: String

    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }
}

extension GuestAgentError: DiagnosticConvertible, CustomStringConvertible {
    package var description: String { message }

    package var diagnostic: Diagnostic {
        Diagnostic(.error, "QEMU guest agent", detail: message + ".", advice: advice)
    }

    private var advice: [String] {
        switch kind {
        case .silent:
            [
                "Is the package qemu-guest-agent installed in the guest, and its service started at boot?",
                "It talks over the virtio port org.qemu.guest_agent.0, for which the guest needs a virtio driver.",
            ]
        case .unusable:
            ["Distributions may block commands: look for block-rpcs (or blacklist) in the agent's configuration."]
        case .closed, .violation, .refused, .file: []
        }
    }
}
