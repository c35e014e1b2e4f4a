internal import Cryptography
internal import JSONText

/// A file that the agent has open in a guest.
package struct GuestFile: Sendable {
    let handle: Int
}

extension GuestAgentClient {
    /// How many bytes move at a time: large for the sake of the channel's delays, and far below what a line may have.
    package static var pieceSize: Int { 256 * 1024 }

    /// Opens a file in the guest; `mode` is that of fopen(3).
    package func open(_ path: String, mode: String) async throws -> GuestFile {
        let answer = try await execute(
            "guest-file-open", [.init("path", .string(path)), .init("mode", .string(mode))])
        guard let handle = answer.int else {
            throw GuestAgentError(.violation, "the guest agent does not tell a file's handle")
        }
        return GuestFile(handle: handle)
    }

    /// The next bytes of a file, none at its end as it is now.
    package func read(_ file: GuestFile) async throws -> [UInt8] {
        let answer = try await execute(
            "guest-file-read", [.init("handle", .int(file.handle)), .init("count", .int(Self.pieceSize))])
        let bytes = try Self.bytes(answer["buf-b64"])
        guard bytes.count <= Self.pieceSize else {
            throw GuestAgentError(.violation, "the guest agent sent more of a file than was asked for")
        }
        return bytes
    }

    /// Writes all of the bytes.
    package func write(_ bytes: ArraySlice<UInt8>, to file: GuestFile) async throws {
        var rest = bytes
        while !rest.isEmpty {
            let piece = rest.prefix(Self.pieceSize)
            let answer = try await execute(
                "guest-file-write",
                [.init("handle", .int(file.handle)), .init("buf-b64", .string(Base64.text(Array(piece))))])
            guard let count = answer["count"]?.int, (1...piece.count).contains(count) else {
                throw GuestAgentError(.violation, "the guest agent does not tell how much it has written")
            }
            rest = rest.dropFirst(count)
        }
    }

    /// Closes a file of the guest (`guest-file-close`).
    package func close(_ file: GuestFile) async throws {
        try await execute("guest-file-close", [.init("handle", .int(file.handle))])
    }
}
