import ScreenReading
import Synchronization

@testable import BootCommand

/// A clock that is moved on by whoever sleeps: no real time passes.
final class SteppedClock: Clock, Sendable {
    private let passed = Mutex(Swift.Duration.zero)
    private let slept = Mutex<[Swift.Duration]>([])
    let start = ContinuousClock.now
    var now: ContinuousClock.Instant { start.advanced(by: passed.withLock { $0 }) }
    let minimumResolution = Swift.Duration.nanoseconds(1)
    var elapsed: Swift.Duration { passed.withLock { $0 } }
    /// How long each sleep was to be.
    var sleeps: [Swift.Duration] { slept.withLock { $0 } }

    /// Moves on at once; `Clock` asks for this name.
    func sleep(until deadline: ContinuousClock.Instant, tolerance: Swift.Duration?) async throws {
        try Task.checkCancellation()
        let time = start.duration(to: deadline)
        let before = passed.withLock { passed in
            defer { passed = max(passed, time) }
            return passed
        }
        slept.withLock { $0.append(time - before) }
    }

    func moveOn(by time: Swift.Duration) { passed.withLock { $0 += time } }
}

/// A guest with a line editor on a text screen, as boot loaders have one, and the keyboard before it.
final class PretendedGuest: BootKeyboard, BootWitness {
    struct Editor {
        var columns = 40
        var rows = 6
        /// What stands on the screen before the cursor.
        var shown = "boot: "
        /// The numbers of the characters that get lost on their way to the guest.
        var lost: Set<Int> = []
        /// The numbers of the characters whose shift gets lost.
        var unshifted: Set<Int> = []
        /// The numbers of the characters that the guest takes for held down.
        var repeated: Set<Int> = []
        var echoes = true
        /// What is shown instead of each character.
        var mask: Character?
        /// The cells at the end of each row that the editor does not use, and its mark in the first of them.
        var margin = (cells: 0, mark: Character(" "))
        /// After as many characters a row ends, the prompt not counted, as isolinux has it.
        var ownWidth = 1 << 20
        /// The guest takes this long for each key.
        var delay = Duration.zero
        /// No text can be read on the screen.
        var isPicture = false
        /// What the guest says to each line; a prompt follows.
        var answer = ""
        /// Another prompt than the first one.
        var nextPrompt: String?
        /// The guest takes this long for each line, and no keys meanwhile.
        var work = Duration.zero
        /// So many keys wait for the guest at most, and what comes then is lost.
        var room = Int.max
        /// The text is guessed optically.
        var isOptical = false
    }

    private struct State {
        var line: [Character] = []
        var lines: [String] = []
        /// What stands on the screen before the line.
        var shown: String
        var received = 0
        var hasShift = false
        var keys: [Unicode.Scalar] = []
        var pending: [(time: ContinuousClock.Instant, scalar: Unicode.Scalar)] = []
        var serial: [UInt8] = []
        var script: [(time: Duration, text: String)] = []
        var looks = 0
        var waits: [BootCondition] = []
    }

    let editor: Editor
    let clock: SteppedClock
    private let state: Mutex<State>

    init(_ editor: Editor = Editor(), clock: SteppedClock = SteppedClock()) {
        self.editor = editor
        self.clock = clock
        state = Mutex(State(shown: editor.shown))
    }

    /// What the guest has in its line.
    var line: String { state.withLock { String($0.line) } }
    /// The lines that were ended by Enter.
    var lines: [String] { state.withLock { $0.lines } }
    /// How often its screen was looked at.
    var looks: Int { state.withLock { $0.looks } }
    var waits: [BootCondition] { state.withLock { $0.waits } }

    /// Has the guest show a text in place of its line from a time on, and write it to its serial port.
    func say(_ text: String, at time: Duration) {
        state.withLock {
            $0.script.append((time, text))
            $0.serial += text.utf8
        }
    }

    func send(keysym: UInt32, isDown: Bool) async throws {
        state.withLock { state in
            if keysym == BootKey.shiftKeysym { return state.hasShift = isDown }
            guard isDown else { return }
            let last = state.pending.last?.time ?? clock.now
            guard let scalar = Unicode.Scalar(keysym) else { return }
            catchUp(&state)
            guard state.pending.count < editor.room else { return }
            let time = keysym == Self.enter ? editor.delay + editor.work : editor.delay
            state.pending.append((max(last, clock.now).advanced(by: time), scalar))
        }
    }

    private static let enter: UInt32 = 0xFF0D

    private func catchUp(_ state: inout State) {
        while let next = state.pending.first, next.time <= clock.now {
            state.pending.removeFirst()
            take(next.scalar, &state)
        }
    }

    private func take(_ scalar: Unicode.Scalar, _ state: inout State) {
        if scalar.value == 0xFF08 {
            if !state.line.isEmpty { state.line.removeLast() }
            return
        }
        if scalar.value == Self.enter {
            let prompt = editor.nextPrompt ?? editor.shown
            state.shown += String(state.line) + "\n" + editor.answer + "\n" + prompt
            state.lines.append(String(state.line))
            state.line = []
            return
        }
        let number = state.received
        state.received += 1
        guard !editor.lost.contains(number) else { return }
        let plain = editor.unshifted.contains(number) ? BootKey.unshifted(scalar.value) : scalar.value
        guard let shown = Unicode.Scalar(plain).map({ Character($0) }) else { return }
        state.line += Array(repeating: shown, count: editor.repeated.contains(number) ? 4 : 1)
    }

    func look() async throws -> BootView {
        state.withLock { state in
            state.looks += 1
            catchUp(&state)
            let said = state.script.filter { $0.time <= clock.elapsed }
            return BootView(
                text: editor.isPicture ? nil : screen(state, said: said.last?.text), changes: said.count)
        }
    }

    func serialText() async throws -> [UInt8] { state.withLock { $0.serial } }

    func takeSerialText(_ count: Int) async { state.withLock { $0.serial.removeFirst(count) } }

    func willWait(for condition: BootCondition) async { state.withLock { $0.waits.append(condition) } }

    /// The last rows of everything, as a terminal scrolls it.
    private func screen(_ state: State, said: String?) -> ScreenText {
        var rows: [[Character]] = [Array("Some loader 1.0"), []]
        let echo = editor.echoes ? state.line.map { editor.mask ?? $0 } : []
        for (index, character) in (Array(said ?? state.shown) + (said == nil ? echo : [])).enumerated() {
            if index == state.shown.count + editor.ownWidth { rows.append([]) }
            if character == "\n" {
                rows.append([])
                continue
            }
            if rows[rows.count - 1].count == editor.columns - editor.margin.cells {
                if editor.margin.cells > 0 { rows[rows.count - 1].append(editor.margin.mark) }
                rows.append([])
            }
            rows[rows.count - 1].append(character)
        }
        rows = rows.suffix(editor.rows)
        rows += Array(repeating: [], count: editor.rows - rows.count)
        let cells = rows.flatMap { $0 + Array(repeating: Character(" "), count: editor.columns - $0.count) }
        return ScreenText(columns: editor.columns, rows: editor.rows, characters: cells, isOptical: editor.isOptical)
    }
}
