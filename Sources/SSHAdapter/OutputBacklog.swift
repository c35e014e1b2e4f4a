internal import ComponentAPI
internal import Synchronization

/// What a command printed and its client has not taken yet.
///
/// A communicator that hands over lines cannot be told to wait, so the lines wait here, up to a limit.
final class OutputBacklog: Sendable {
    /// The client left so much lying that the command was ended.
    struct Overflow: Error, CustomStringConvertible {
        var description: String {
            "its client left \(OutputBacklog.limit >> 20) MiB of its output unread, so it was ended"
        }
    }

    /// In bytes.
    static let limit = 64 << 20

    /// What is to be written, in order; ends once the command has ended or printed too much.
    let lines: AsyncStream<CommandOutput>
    private let sink: AsyncStream<CommandOutput>.Continuation
    private let overflows: AsyncStream<Void>
    private let overflowSink: AsyncStream<Void>.Continuation
    private let waiting = Atomic(0)
    private let hasOverflowed = Atomic(false)

    init() {
        (lines, sink) = AsyncStream.makeStream()
        (overflows, overflowSink) = AsyncStream.makeStream()
    }

    /// Adds a line; any thread may.
    func add(_ line: CommandOutput) {
        guard !hasOverflowed.load(ordering: .relaxed) else { return }
        let count = Self.size(line)
        guard waiting.add(count, ordering: .relaxed).newValue <= Self.limit else {
            hasOverflowed.store(true, ordering: .relaxed)
            sink.finish()
            overflowSink.yield(())
            return
        }
        sink.yield(line)
    }

    /// Tells that a line of `lines` is with the client.
    func took(_ line: CommandOutput) {
        waiting.subtract(Self.size(line), ordering: .relaxed)
    }

    /// Tells that no line comes any more.
    ///
    /// - Throws: `Overflow` if lines are missing.
    func finish() throws {
        sink.finish()
        if hasOverflowed.load(ordering: .relaxed) { throw Overflow() }
    }

    /// Waits until too much is waiting, or the task is cancelled.
    func overflow() async throws {
        for await _ in overflows { throw Overflow() }
    }

    private static func size(_ line: CommandOutput) -> Int {
        switch line {
        // An empty line takes memory too.
        case .standardOutput(let text), .standardError(let text): text.utf8.count + 32
        }
    }
}
