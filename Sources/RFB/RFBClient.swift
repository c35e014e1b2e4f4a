import HostOS

/// A viewer of a machine's screen, which can type.
package actor RFBClient {
    private let stream: ByteStream
    private var conversation: RFBConversation
    private var isReady = false
    private var updates = 0
    private var ending: (any Error)?
    private var waiters: [CheckedContinuation<Void, Never>] = []

    fileprivate init(stream: ByteStream, password: String?) {
        self.stream = stream
        conversation = RFBConversation(password: password)
    }

    /// Reports that the key of an X11 keysym went down or up.
    package func send(keysym: UInt32, isDown: Bool) async throws {
        if let ending { throw ending }
        try await stream.write(RFBMessage.key(keysym, isDown: isDown))
    }

    /// The picture on the screen now; a change of its size on the way is followed.
    package func capture() async throws -> Framebuffer {
        while true {
            guard let size = conversation.framebuffer else { throw ending ?? RFBError.closed }
            let seen = updates
            try await stream.write(
                RFBMessage.updateRequest(width: size.width, height: size.height, onlyChanges: false))
            try await wait { $0.updates > seen }
            guard let picture = conversation.framebuffer else { throw ending ?? RFBError.closed }
            // The whole of another size comes only when it is asked for.
            if (picture.width, picture.height) == (size.width, size.height) { return picture }
        }
    }

    fileprivate func waitUntilReady() async throws {
        try await wait { $0.isReady }
    }

    /// Waits until the condition holds; ends with the connection, which cancelling the reader closes.
    private func wait(until condition: (isolated RFBClient) -> Bool) async throws {
        while !condition(self) {
            if let ending { throw ending }
            try Task.checkCancellation()
            await withTaskCancellationHandler {
                await withCheckedContinuation { waiters.append($0) }
            } onCancel: {
                Task { await self.wake() }
            }
        }
    }

    private func wake() {
        for waiter in waiters { waiter.resume() }
        waiters = []
    }

    /// Reads until the connection ends, so that the server never has to wait for us.
    fileprivate func readAll() async {
        do {
            while true {
                let bytes = try await stream.read()
                guard !bytes.isEmpty else { throw RFBError.closed }
                for action in try conversation.receive(bytes) { try await take(action) }
                wake()
            }
        } catch let error as HostError where error.isConnectionLost {
            ending = RFBError.closed
        } catch {
            ending = error
        }
        wake()
    }

    private func take(_ action: RFBConversation.Action) async throws {
        switch action {
        case .send(let bytes): try await stream.write(bytes)
        case .ready: isReady = true
        case .updated: updates += 1
        // Whoever captures sees it by the picture's size.
        case .resized: break
        }
    }
}

/// Watches the screen at the other end of `stream` while `body` runs, and closes the connection afterwards.
///
/// - Parameter password: for servers that ask for one.
/// - Throws: also `RFBError` if the server cannot be talked to.
package func withRFBClient<Value: Sendable>(
    over stream: ByteStream, password: String? = nil, _ body: (RFBClient) async throws -> Value
) async throws -> Value {
    let client = RFBClient(stream: stream, password: password)
    defer { stream.close() }
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { await client.readAll() }
        defer { group.cancelAll() }
        try await client.waitUntilReady()
        return try await body(client)
    }
}
