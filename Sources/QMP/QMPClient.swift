import HostOS
import JSONText

/// A conversation with the monitor of a running QEMU.
package actor QMPClient {
    /// What happens in the machine, from the connection on; ends with the connection.
    package nonisolated let events: AsyncStream<QMPEvent>

    private let stream: ByteStream
    private let eventSink: AsyncStream<QMPEvent>.Continuation
    private var conversation = QMPConversation()
    private var waiting: [Int: CheckedContinuation<JSONValue, any Error>] = [:]
    private var greeted = false
    private var greetingWaiter: CheckedContinuation<Void, any Error>?
    private var ending: (any Error)?
    /// How often the machine's processors stopped since the connection.
    package private(set) var stopCount = 0
    /// Why the guest ended, in QEMU's words (`ShutdownCause`), such as `guest-reset`; `nil` until it does.
    package private(set) var shutdownReason: String?
    private var stopWaiters: [Int: CheckedContinuation<Void, any Error>] = [:]
    private var lastStopWaiter = 0

    /// How many events are kept for a reader who is slow; older ones are dropped.
    private static let keptEvents = 256

    fileprivate init(stream: ByteStream) {
        self.stream = stream
        (events, eventSink) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(Self.keptEvents))
    }

    /// Has QEMU carry out a command and returns its answer.
    ///
    /// - Throws: `QMPFailure` if QEMU refuses, `QMPError` if the conversation ends before the answer,
    ///   `CancellationError`.
    @discardableResult
    package func execute(_ name: String, _ arguments: [JSONValue.Member] = []) async throws -> JSONValue {
        if let ending { throw ending }
        let (id, bytes) = conversation.command(name, arguments: arguments)
        try await stream.write(bytes)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                if let answer = early.removeValue(forKey: id) {
                    continuation.resume(with: answer)
                } else if let ending {
                    continuation.resume(throwing: ending)
                } else if Task.isCancelled {
                    continuation.resume(throwing: CancellationError())
                } else {
                    waiting[id] = continuation
                }
            }
        } onCancel: {
            // The actor is entered from outside here; whoever waits is gone once this has run.
            Task { await self.abandon(id) }
        }
    }

    /// Answers that came while their command was still being written.
    private var early: [Int: Result<JSONValue, any Error>] = [:]

    private func abandon(_ id: Int) {
        waiting.removeValue(forKey: id)?.resume(throwing: CancellationError())
    }

    /// Waits for the greeting and ends the negotiation of capabilities.
    fileprivate func negotiate() async throws {
        if !greeted {
            try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                    if let ending {
                        continuation.resume(throwing: ending)
                    } else if greeted {
                        continuation.resume()
                    } else if Task.isCancelled {
                        continuation.resume(throwing: CancellationError())
                    } else {
                        greetingWaiter = continuation
                    }
                }
            } onCancel: {
                Task { await self.abandonGreeting() }
            }
        }
        try await execute("qmp_capabilities")
    }

    private func abandonGreeting() {
        greetingWaiter?.resume(throwing: CancellationError())
        greetingWaiter = nil
    }

    /// Reads until the connection ends, and ends every wait then.
    fileprivate func readAll() async {
        do {
            while true {
                let bytes = try await stream.read()
                guard !bytes.isEmpty else { throw QMPError.closed }
                for message in try conversation.receive(bytes) { take(message) }
            }
        } catch let error as HostError where error.isConnectionLost {
            finish(QMPError.closed)
        } catch {
            finish(error)
        }
    }

    private func take(_ message: QMPMessage) {
        switch message {
        case .greeting:
            greeted = true
            greetingWaiter?.resume()
            greetingWaiter = nil
        case .result(let id, let value): answer(id, .success(value))
        case .failure(let id?, let failure): answer(id, .failure(failure))
        // QEMU could not read a command of ours well enough to know its number; no wait ends by this.
        case .failure(nil, _): break
        case .event(let event):
            eventSink.yield(event)
            if event.name == "SHUTDOWN" { shutdownReason = event.data["reason"]?.string }
            if event.name == "STOP" { endStopWaits() }
        }
    }

    private func answer(_ id: Int, _ result: Result<JSONValue, any Error>) {
        if let continuation = waiting.removeValue(forKey: id) {
            continuation.resume(with: result)
        } else {
            early[id] = result
        }
    }

    /// Waits until the machine's processors have stopped more often than `count` times, for whatever reason (event
    /// `STOP`).
    ///
    /// - Throws: `QMPError` if the conversation ends before, `CancellationError`.
    package func waitForStop(beyond count: Int) async throws {
        lastStopWaiter += 1
        let id = lastStopWaiter
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                if stopCount > count {
                    continuation.resume()
                } else if let ending {
                    continuation.resume(throwing: ending)
                } else if Task.isCancelled {
                    continuation.resume(throwing: CancellationError())
                } else {
                    stopWaiters[id] = continuation
                }
            }
        } onCancel: {
            Task { await self.abandonStopWait(id) }
        }
    }

    private func abandonStopWait(_ id: Int) {
        stopWaiters.removeValue(forKey: id)?.resume(throwing: CancellationError())
    }

    private func endStopWaits() {
        stopCount += 1
        for continuation in stopWaiters.values { continuation.resume() }
        stopWaiters = [:]
    }

    private func finish(_ error: any Error) {
        ending = error
        for continuation in stopWaiters.values { continuation.resume(throwing: error) }
        stopWaiters = [:]
        for continuation in waiting.values { continuation.resume(throwing: error) }
        waiting = [:]
        greetingWaiter?.resume(throwing: error)
        greetingWaiter = nil
        eventSink.finish()
    }
}

/// Talks to the monitor at the other end of `stream` while `body` runs, and closes the connection afterwards.
///
/// - Throws: also `QMPError` if there is no monitor.
package func withQMPClient<Value: Sendable>(
    over stream: ByteStream, _ body: (QMPClient) async throws -> Value
) async throws -> Value {
    let client = QMPClient(stream: stream)
    defer { stream.close() }
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { await client.readAll() }
        defer { group.cancelAll() }
        try await client.negotiate()
        return try await body(client)
    }
}
