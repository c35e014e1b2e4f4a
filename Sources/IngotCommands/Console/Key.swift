/// A key of a terminal.
enum Key: Hashable {
    case character(Unicode.Scalar)
    case enter, tab, backspace, delete
    case left, right, home, end, up, down
    case wordLeft, wordRight
    case eraseToStart, eraseToEnd, eraseWord
    case clearScreen
    /// Control-C.
    case interrupt
    /// Control-D: the end of the input on an empty line, otherwise deletes.
    case endOfInput
}

/// Makes keys of the bytes that a terminal sends (ECMA-48, and what xterm adds to it).
struct KeyDecoder {
    private enum State {
        case ground
        /// After ESC.
        case escape
        /// After `ESC [`, with the parameters so far.
        case sequence([UInt8])
        /// After `ESC O`.
        case single
        /// Inside a UTF-8 sequence that wants more bytes.
        case unicode([UInt8], missing: Int)
    }

    private var state = State.ground

    /// The key that a byte completes, if it does.
    mutating func take(_ byte: UInt8) -> Key? {
        switch state {
        case .ground: return plain(byte)
        case .escape: return afterEscape(byte)
        case .sequence(let parameters): return inSequence(byte, parameters)
        case .single:
            state = .ground
            return Self.cursorKey(byte)
        case .unicode(let bytes, let missing): return inCharacter(byte, bytes, missing)
        }
    }

    private mutating func plain(_ byte: UInt8) -> Key? {
        switch byte {
        case 0x1B: state = .escape
        case 0x20..<0x7F: return .character(Unicode.Scalar(byte))
        case 0xC2...0xDF: state = .unicode([byte], missing: 1)
        case 0xE0...0xEF: state = .unicode([byte], missing: 2)
        case 0xF0...0xF4: state = .unicode([byte], missing: 3)
        default: return Self.controls[byte]
        }
        return nil
    }

    private static let controls: [UInt8: Key] = [
        0x01: .home, 0x02: .left, 0x03: .interrupt, 0x04: .endOfInput, 0x05: .end, 0x06: .right, 0x08: .backspace,
        0x09: .tab, 0x0A: .enter, 0x0B: .eraseToEnd, 0x0C: .clearScreen, 0x0D: .enter, 0x0E: .down, 0x10: .up,
        0x15: .eraseToStart, 0x17: .eraseWord, 0x7F: .backspace,
    ]

    private mutating func inCharacter(_ byte: UInt8, _ bytes: [UInt8], _ missing: Int) -> Key? {
        state = .ground
        guard byte & 0xC0 == 0x80 else { return plain(byte) }
        if missing > 1 {
            state = .unicode(bytes + [byte], missing: missing - 1)
            return nil
        }
        return String(validating: bytes + [byte], as: UTF8.self)?.unicodeScalars.first.map(Key.character)
    }

    private mutating func afterEscape(_ byte: UInt8) -> Key? {
        state = .ground
        switch byte {
        case UInt8(ascii: "["): state = .sequence([])
        case UInt8(ascii: "O"): state = .single
        case UInt8(ascii: "b"): return .wordLeft
        case UInt8(ascii: "f"): return .wordRight
        case 0x7F: return .eraseWord
        default: break
        }
        return nil
    }

    private mutating func inSequence(_ byte: UInt8, _ parameters: [UInt8]) -> Key? {
        // A final byte ends the sequence; an endless one is given up.
        guard !(0x40...0x7E).contains(byte), parameters.count < 16 else {
            state = .ground
            let text = String(decoding: parameters, as: UTF8.self)
            if byte == UInt8(ascii: "~") { return Self.numbered[text] }
            let key = Self.cursorKey(byte)
            guard text.hasSuffix(";5") || text.hasSuffix(";3") else { return key }
            return key == .left ? .wordLeft : key == .right ? .wordRight : key
        }
        state = .sequence(parameters + [byte])
        return nil
    }

    private static let numbered: [String: Key] = ["1": .home, "3": .delete, "4": .end, "7": .home, "8": .end]

    private static func cursorKey(_ byte: UInt8) -> Key? {
        switch byte {
        case UInt8(ascii: "A"): .up
        case UInt8(ascii: "B"): .down
        case UInt8(ascii: "C"): .right
        case UInt8(ascii: "D"): .left
        case UInt8(ascii: "F"): .end
        case UInt8(ascii: "H"): .home
        default: nil
        }
    }
}
