import HostOS

/// Standard input as a command sees it.
package struct CommandInput: Sendable {
    /// Whether somebody types on a terminal.
    package var isTerminal: Bool
    /// Everything up to the end.
    package var readAll: @Sendable () async throws -> [UInt8]
    /// The bytes of the keys that were pressed next, none at the end; for terminals only.
    package var readKeys: @Sendable () async throws -> [UInt8]

    package init(
        isTerminal: Bool, readAll: @escaping @Sendable () async throws -> [UInt8],
        readKeys: @escaping @Sendable () async throws -> [UInt8] = { [] }
    ) {
        self.isTerminal = isTerminal
        self.readAll = readAll
        self.readKeys = readKeys
    }

    /// The process's own.
    package static let process = CommandInput(
        isTerminal: Terminal.isTerminal(.input) && Terminal.isTerminal(.output),
        readAll: { try await Terminal.readInput() }, readKeys: { try await Terminal.readKeys() })

    /// A finished text, as from a pipe.
    package static func text(_ text: String) -> CommandInput {
        CommandInput(isTerminal: false, readAll: { Array(text.utf8) })
    }
}
