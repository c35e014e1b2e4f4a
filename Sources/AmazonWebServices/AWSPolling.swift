/// How the state of something that takes long is asked for, again and again.
package struct AWSPolling: Hashable, Sendable {
    package var delay: Duration
    /// How often it is asked without anything having changed.
    package var attempts: Int

    package init(delay: Duration, attempts: Int) {
        self.delay = delay
        self.attempts = attempts
    }

    /// What one look at the thing showed.
    package enum Look<Value: Sendable>: Sendable {
        case done(Value)
        /// Not yet; another sign than the last one shows that it goes on.
        case pending(sign: String)
    }

    /// Looks until there is a value.
    ///
    /// - Parameter subject: what is waited for, for the message.
    /// - Throws: what `look` throws, `AWSError` once nothing has changed for too long, `CancellationError`.
    package func wait<Value: Sendable>(
        for subject: String, _ look: () async throws -> Look<Value>
    ) async throws -> Value {
        var sign: String?
        var count = 0
        while true {
            switch try await look() {
            case .done(let value): return value
            case .pending(let seen):
                count = seen == sign ? count + 1 : 1
                sign = seen
            }
            guard count < attempts else {
                throw AWSError(
                    reason: "nothing has changed about \(subject) for \(delay * attempts)",
                    advice: ["aws_polling { max_attempts = … } waits longer, as does AWS_MAX_ATTEMPTS."])
            }
            try await Task.sleep(for: delay)
        }
    }
}
