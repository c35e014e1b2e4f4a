import BootCommand
import JSONText
import QMP

/// The keyboard of a machine, pressed through QEMU's monitor.
///
/// Unlike a VNC server, the monitor answers when a key has reached the machine's keyboard, and has no queue of its own
/// that could run over.
struct QMPKeyboard: BootKeyboard {
    let monitor: QMPClient

    func send(keysym: UInt32, isDown: Bool) async throws {
        try await send([BootKeyEvent(keysym: keysym, isDown: isDown)])
    }

    func send(_ events: [BootKeyEvent]) async throws {
        // A key that the machine's keyboard does not have presses nothing; validation has warned of it.
        let inputs = events.compactMap { event in QKeyCode.named(event.keysym).map { input($0, event.isDown) } }
        guard !inputs.isEmpty else { return }
        try await monitor.execute("input-send-event", [.init("events", .array(inputs))])
    }

    private func input(_ code: String, _ isDown: Bool) -> JSONValue {
        let key: JSONValue = ["type": "qcode", "data": .string(code)]
        return ["type": "key", "data": ["down": .bool(isDown), "key": key]]
    }
}

/// QEMU's names of keys (`QKeyCode` in its QMP reference), by the keysym that a US keyboard has on them.
enum QKeyCode {
    static func named(_ keysym: UInt32) -> String? {
        let plain = BootKey.unshifted(keysym)
        if let name = special[plain] { return name }
        guard let scalar = Unicode.Scalar(plain) else { return nil }
        switch scalar {
        case "a"..."z", "0"..."9": return String(Character(scalar))
        default: return marks[scalar]
        }
    }

    private static let marks: [Unicode.Scalar: String] = [
        " ": "spc", "-": "minus", "=": "equal", "[": "bracket_left", "]": "bracket_right", ";": "semicolon",
        "'": "apostrophe", "`": "grave_accent", "\\": "backslash", ",": "comma", ".": "dot", "/": "slash",
        "\t": "tab", "\n": "ret", "\r": "ret",
    ]

    private static let special: [UInt32: String] = {
        var names: [UInt32: String] = [
            0xFF08: "backspace", 0xFF09: "tab", 0xFF0D: "ret", 0xFF1B: "esc", 0xFF50: "home", 0xFF51: "left",
            0xFF52: "up", 0xFF53: "right", 0xFF54: "down", 0xFF55: "pgup", 0xFF56: "pgdn", 0xFF57: "end",
            0xFF63: "insert", 0xFF67: "menu", 0xFFFF: "delete", 0xFFE1: "shift", 0xFFE2: "shift_r", 0xFFE3: "ctrl",
            0xFFE4: "ctrl_r", 0xFFE7: "meta_l", 0xFFE8: "meta_r", 0xFFE9: "alt", 0xFFEA: "alt_r", 0xFFEB: "meta_l",
            0xFFEC: "meta_r", BootKey.altGrKeysym: "alt_r", KeyboardLayout.extraKey: "less",
            KeyboardLayout.yenKey: "yen", KeyboardLayout.roKey: "ro",
        ]
        for number in 1...12 { names[0xFFBD + UInt32(number)] = "f\(number)" }
        return names
    }()
}
