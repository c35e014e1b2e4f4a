import HostOS
import QMP
import ScreenReading

/// What the machine shows on its screen, as text.
struct MachineScreen: Sendable {
    let monitor: QMPClient
    /// Where QEMU may leave pictures for a moment, as an absolute path.
    let folder: String
    /// Reads what is no console; `nil` where the template does not ask for that.
    var optical: OpticalSight?

    /// What was seen at one moment.
    struct Sight {
        var picture: ScreenPicture?
        var text: ScreenText?
        /// Where the text is in the guest's memory, if it was read there.
        var part: TextModePart?
    }

    /// The text on the screen; `nil` if it shows none that we can read.
    func text() async throws -> ScreenText? {
        // Whoever asks once, after a failure, has not much time.
        var reader = ConsoleReader(patience: .seconds(2), optical: optical)
        return try await sight(in: try await picture(), reading: &reader).text
    }

    /// A picture of the screen as a PPM file's bytes.
    func picture() async throws -> [UInt8] {
        try await fromFile("screen.ppm") { try await monitor.dumpScreen(to: $0) }
    }

    /// Reads a picture that was just taken.
    ///
    /// - Parameter reader: reads what is not in text mode.
    func sight(in file: [UInt8], reading reader: inout ConsoleReader) async throws -> Sight {
        guard let picture = ScreenPicture(ppm: file) else { return Sight() }
        if TextModePart.mayBe(on: picture) {
            let bytes = try await memory(from: TextModeMemory.address, count: TextModeMemory.size)
            if let memory = TextModeMemory(bytes), let part = memory.visiblePart(on: picture) {
                return Sight(picture: picture, text: memory.text(in: part), part: part)
            }
        }
        let guest = GuestFonts(monitor: monitor, folder: folder)
        return Sight(picture: picture, text: try await reader.read(picture, learningFrom: guest))
    }

    /// The text in a part of the memory that was seen on the screen.
    func text(in part: TextModePart) async throws -> ScreenText? {
        part.text(try await memory(from: part.address, count: part.size))
    }

    private func memory(from address: UInt64, count: Int) async throws -> [UInt8] {
        try await fromFile("screen.memory") { try await monitor.dumpMemory(from: address, count: count, to: $0) }
    }

    private func fromFile(_ name: String, _ write: (String) async throws -> Void) async throws -> [UInt8] {
        let path = HostPath.join(folder, name)
        // It goes with the folder at the latest.
        defer { try? HostFiles.remove(path) }
        try await write(path)
        return try HostFiles.read(path)
    }
}

extension MachineScreen.Sight {
    /// Whether anything but a cursor looks otherwise.
    func differs(from other: MachineScreen.Sight?) -> Bool {
        guard let other else { return true }
        // Colours count where they are exact: a menu's choice moves by nothing else.
        if part != nil, part == other.part { return text != other.text }
        if let text, let before = other.text, text.isSure, before.isSure, part == nil, other.part == nil,
            text.columns == before.columns
        {
            return text.characters != before.characters
        }
        return !looksAlike(other)
    }

    private func looksAlike(_ other: MachineScreen.Sight) -> Bool {
        guard let picture, let before = other.picture else { return picture == nil && other.picture == nil }
        return picture.differsByCursor(from: before)
    }
}

extension ScreenText {
    /// Whether it tells as much as the picture does.
    fileprivate var isSure: Bool { !isOptical && confidence >= 0.95 }
}
