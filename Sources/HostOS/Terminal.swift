internal import CHostShims
import Glibc

/// The terminal of this program, if it has one.
package enum Terminal {
    /// A standard stream of this program.
    package enum Stream: Int32, Sendable {
        case input = 0
        case output = 1
        case error = 2
    }

    /// Whether a person may be at the other end.
    package static func isTerminal(_ stream: Stream) -> Bool {
        isatty(stream.rawValue) == 1
    }

    /// Columns and rows; `nil` where the stream is no terminal or does not know.
    package static func size(_ stream: Stream = .output) -> (columns: Int, rows: Int)? {
        var columns: Int32 = 0
        var rows: Int32 = 0
        guard ingot_terminal_size(stream.rawValue, &columns, &rows) == 0, columns > 0 else { return nil }
        return (Int(columns), Int(rows))
    }

    /// Writes all of the bytes, unbuffered; blocks while the reader is slow.
    package static func write(_ bytes: some Sequence<UInt8>, to stream: Stream) throws {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(stream.rawValue, $0.baseAddress, $0.count) }
            if count < 0, errno == EAGAIN {
                var waiting = pollfd(fd: stream.rawValue, events: Int16(POLLOUT), revents: 0)
                poll(&waiting, 1, -1)
                continue
            }
            rest = rest.dropFirst(try checked(count, "write to", "the \(stream)"))
        }
    }

    /// All of the standard input; blocks a thread of its own until its end.
    package static func readInput(limit: Int = 256 << 20) async throws -> [UInt8] {
        try await onOwnThread("stdin") { try HostFiles.read("/dev/stdin", limit: limit) }
    }

    /// Asks on the controlling terminal, also where the standard streams lead elsewhere.
    ///
    /// - Returns: one line without its end; `nil` if there is no terminal or it was closed.
    package static func ask(_ question: String) async throws -> String? {
        let number = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard number >= 0 else { return nil }
        let terminal = ByteStream(adopting: number, name: "the terminal", isSocket: false)
        defer { terminal.close() }
        try await terminal.write(question.utf8)
        var lines = ByteLines(stream: terminal, limit: 4096).makeAsyncIterator()
        return try await lines.next()
    }
}
