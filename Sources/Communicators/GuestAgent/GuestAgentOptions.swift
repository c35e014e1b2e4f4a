internal import ComponentAPI

/// The options of `communicator = "qemu-ga"`.
enum GuestAgentKeys {
    static let timeout = OptionKey<Duration>(
        "guest_agent_timeout", default: .seconds(1800), defaultText: "30m",
        "How long to wait for the QEMU guest agent in the machine.")
    static let socket = OptionKey<String>(
        "guest_agent_socket",
        "The unix socket that leads to the agent of a machine that is there already; the qemu builder makes its own.")

    static let all: [OptionDeclaration] = [timeout.declaration, socket.declaration]
}

/// How the QEMU guest agent of a machine is reached.
package struct GuestAgentOptions: Sendable {
    /// How long to wait for the agent: `guest_agent_timeout`.
    package var timeout: Duration
    /// The unix socket of a machine that is not ours; `nil` for the builder's own.
    package var socket: String?

    init(_ reader: OptionReader) {
        timeout = reader.value(GuestAgentKeys.timeout)
        socket = reader.optional(GuestAgentKeys.socket).nonEmpty
    }
}
