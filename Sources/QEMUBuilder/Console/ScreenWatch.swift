import BootCommand
import HostOS
import QMP
import ScreenReading

/// Watches what a machine shows while its boot command is typed: its screen and its serial port.
actor ScreenWatch: BootWitness {
    private let screen: MachineScreen
    private let serial: SerialRecord?
    private let notice: @Sendable (BootCondition) -> Void

    private var lastFile: [UInt8] = []
    private var lastSight: MachineScreen.Sight?
    private var reader: ConsoleReader
    private var changes = 0

    /// - Parameters:
    ///   - serial: `nil` if nobody records the serial port.
    ///   - notice: is told of each condition before it is waited for.
    init(screen: MachineScreen, serial: SerialRecord?, notice: @escaping @Sendable (BootCondition) -> Void) {
        self.screen = screen
        self.serial = serial
        self.notice = notice
        reader = ConsoleReader(patience: .seconds(10), optical: screen.optical)
    }

    func willWait(for condition: BootCondition) { notice(condition) }

    func look() async throws -> BootView {
        let file = try await screen.picture()
        // Nothing is read anew while nothing changes, which is most of the time.
        if file != lastFile || lastSight == nil {
            var reader = reader
            let sight = try await screen.sight(in: file, reading: &reader)
            self.reader = reader
            if sight.differs(from: lastSight) { changes += 1 }
            (lastFile, lastSight) = (file, sight)
        } else if let part = lastSight?.part {
            // The memory is ahead of the picture where the display is refreshed seldom.
            lastSight?.text = try await screen.text(in: part)
        }
        return BootView(text: lastSight?.text, changes: changes)
    }

    func glance() async throws -> ScreenText? {
        guard let part = lastSight?.part else { return try await look().text }
        return try await screen.text(in: part)
    }

    func serialText() async throws -> [UInt8] {
        guard let serial else { throw SerialNotRecorded() }
        return try serial.unread()
    }

    func takeSerialText(_ count: Int) { serial?.take(count) }
}
