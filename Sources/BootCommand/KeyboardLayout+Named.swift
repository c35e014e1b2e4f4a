extension KeyboardLayout {
    /// The layouts that are known, by the names that X11 gives them.
    public static let names = ["us", "de", "es", "fr", "jp", "uk"]

    /// The layout of that name.
    public static func named(_ name: String) -> KeyboardLayout? {
        switch name {
        case "us": .us
        case "de": KeyboardLayout(name: name, rows: german)
        case "es": KeyboardLayout(name: name, rows: spanish)
        case "fr": KeyboardLayout(name: name, rows: french)
        case "jp": KeyboardLayout(name: name, rows: japanese)
        case "uk": KeyboardLayout(name: name, rows: british)
        default: nil
        }
    }

    /// What the keys of a layout give, in the order of ``usKeys``.
    struct Rows {
        var plain: String
        var shifted: String
        /// The third character of a key, by the key's US character.
        var altGr: [Unicode.Scalar: Unicode.Scalar] = [:]
        /// Characters that show only after a space.
        var dead: Set<Unicode.Scalar> = []
    }

    /// The keys of a US keyboard from the left upper corner on, then the three that it does not have.
    private static let usKeys: [UInt32] =
        Array("`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./".unicodeScalars.map(\.value))
        + [extraKey, yenKey, roKey]

    /// Stands for a key that gives no character.
    private static let nothing: Unicode.Scalar = "\u{FFFF}"

    private init(name: String, rows: Rows) {
        var strokes: [Unicode.Scalar: [Stroke]] = [:]
        func add(_ character: Unicode.Scalar, _ stroke: Stroke) {
            guard character != Self.nothing, strokes[character] == nil else { return }
            let space = rows.dead.contains(character) ? [Stroke(0x20)] : []
            strokes[character] = [stroke] + space
        }
        for (key, character) in zip(Self.usKeys, rows.plain.unicodeScalars) { add(character, Stroke(key)) }
        for (key, character) in zip(Self.usKeys, rows.shifted.unicodeScalars) {
            add(character, Stroke(key, shift: true))
        }
        for (key, character) in rows.altGr.sorted(by: { $0.key < $1.key }) {
            let keysym = key == "<" ? Self.extraKey : key.value
            add(character, Stroke(keysym, altGr: true))
        }
        self.init(name: name, strokes: strokes)
    }

    private static let german = Rows(
        plain: "^1234567890ß´qwertzuiopü+#asdfghjklöäyxcvbnm,.-<\u{FFFF}\u{FFFF}",
        shifted: "°!\"§$%&/()=?`QWERTZUIOPÜ*'ASDFGHJKLÖÄYXCVBNM;:_>\u{FFFF}\u{FFFF}",
        altGr: [
            "2": "²", "3": "³", "7": "{", "8": "[", "9": "]", "0": "}", "-": "\\", "q": "@", "e": "€", "]": "~",
            "m": "µ", "<": "|",
        ], dead: ["^", "´", "`"])

    private static let french = Rows(
        plain: "²&é\"'(-è_çà)=azertyuiop^$*qsdfghjklmùwxcvbn,;:!<\u{FFFF}\u{FFFF}",
        shifted: "\u{FFFF}1234567890°+AZERTYUIOP¨£µQSDFGHJKLM%WXCVBN?./§>\u{FFFF}\u{FFFF}",
        altGr: [
            "2": "~", "3": "#", "4": "{", "5": "[", "6": "|", "7": "`", "8": "\\", "9": "^", "0": "@", "-": "]",
            "=": "}", "e": "€",
        ], dead: ["¨", "^"])

    private static let british = Rows(
        plain: "`1234567890-=qwertyuiop[]#asdfghjkl;'zxcvbnm,./\\\u{FFFF}\u{FFFF}",
        shifted: "¬!\"£$%^&*()_+QWERTYUIOP{}~ASDFGHJKL:@ZXCVBNM<>?|\u{FFFF}\u{FFFF}",
        altGr: ["4": "€"])

    private static let spanish = Rows(
        plain: "º1234567890'¡qwertyuiop`+çasdfghjklñ´zxcvbnm,.-<\u{FFFF}\u{FFFF}",
        shifted: "ª!\"·$%&/()=?¿QWERTYUIOP^*ÇASDFGHJKLÑ¨ZXCVBNM;:_>\u{FFFF}\u{FFFF}",
        altGr: [
            "`": "\\", "1": "|", "2": "@", "3": "#", "4": "~", "e": "€", "[": "[", "]": "]", "'": "{", "\\": "}",
        ], dead: ["`", "´", "^", "¨"])

    private static let japanese = Rows(
        plain: "\u{FFFF}1234567890-^qwertyuiop@[]asdfghjkl;:zxcvbnm,./\u{FFFF}¥\\",
        shifted: "\u{FFFF}!\"#$%&'()\u{FFFF}=~QWERTYUIOP`{}ASDFGHJKL+*ZXCVBNM<>?\u{FFFF}|_")
}

extension BootCommand {
    /// The characters that it types and the layout has no key for, each once, in order.
    public func characters(withoutKeyOn layout: KeyboardLayout) -> [Unicode.Scalar] {
        var missing: [Unicode.Scalar] = []
        for step in steps {
            guard case .press(.character(let character)) = step, !missing.contains(character),
                layout.strokes(for: character) == nil
            else { continue }
            missing.append(character)
        }
        return missing
    }
}
