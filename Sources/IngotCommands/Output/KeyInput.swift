import HostOS

/// The keys that are pressed while builds run.
package struct KeyInput: Sendable {
    /// Hands on what was pressed since the last time, mostly nothing, some times a second until it is cancelled.
    package var run: @Sendable (_ body: @escaping @Sendable ([UInt8]) -> Void) async -> Void
    /// Leaves the keys to whoever asks a question, until `resume`.
    package var pause: @Sendable () -> Void
    package var resume: @Sendable () -> Void

    package init(
        run: @escaping @Sendable (_ body: @escaping @Sendable ([UInt8]) -> Void) async -> Void,
        pause: @escaping @Sendable () -> Void = {}, resume: @escaping @Sendable () -> Void = {}
    ) {
        self.run = run
        self.pause = pause
        self.resume = resume
    }

    /// Nobody presses any.
    package static let none = KeyInput { _ in }

    /// Those of this program's terminal.
    package static func terminal() -> KeyInput {
        let watch = KeyWatch()
        return KeyInput(run: { await watch.run($0) }, pause: { watch.pause() }, resume: { watch.resume() })
    }
}
