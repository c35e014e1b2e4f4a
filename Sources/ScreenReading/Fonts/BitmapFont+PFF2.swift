extension BitmapFont {
    /// Reads a font of GRUB's in its PFF2 format, as the graphics terminal draws it.
    ///
    /// The format is described in GRUB's developers' manual ("PFF2 Font File Format"): sections of a name, a length and
    /// data, big endian. Only characters that fill one cell are taken. `nil` if the bytes are no such font.
    public init?(pff2 bytes: [UInt8], name: String) {
        guard let file = PFF2File(bytes), var font = BitmapFont(name: name, width: file.width, height: file.height)
        else { return nil }
        for entry in file.index {
            guard let character = Unicode.Scalar(entry.character).map({ Character($0) }),
                let rows = file.rows(at: entry.offset)
            else { continue }
            font.add(character, rows: rows)
        }
        self = font
    }
}

private struct PFF2File {
    private let bytes: [UInt8]
    private(set) var index: [(character: UInt32, offset: Int)] = []
    private var ascent = 0
    private var descent = 0
    /// The cell of GRUB's terminal: as wide as the letter M, as high as the largest character.
    private(set) var width = 0
    var height: Int { ascent + descent }

    /// Characters beyond this are ideographs and pictures; their cells are double in width mostly.
    private static let lastCharacter: UInt32 = 0x2E7F

    init?(_ bytes: [UInt8]) {
        self.bytes = bytes
        guard bytes.count > 12, text(0) == "FILE", text(8) == "PFF2" else { return nil }
        var position = 0
        while let name = text(position), let length = number(position + 4, 4) {
            let start = position + 8
            switch name {
            case "ASCE": ascent = number(start, 2) ?? 0
            case "DESC": descent = number(start, 2) ?? 0
            case "CHIX": readIndex(from: start, count: min(length, bytes.count - start) / 9)
            default: break
            }
            // The glyphs come last, and their section's length is not told.
            if name == "DATA" { break }
            position = start + length
        }
        guard let letter = index.first(where: { $0.character == 0x4D }), let width = number(letter.offset + 8, 2),
            (1...BitmapFont.largestWidth).contains(width), (1...BitmapFont.largestHeight).contains(height)
        else { return nil }
        self.width = width
    }

    /// Entries of a character, flags and the offset of its glyph.
    private mutating func readIndex(from start: Int, count: Int) {
        for entry in 0..<max(0, count) {
            let place = start + entry * 9
            guard let character = number(place, 4), let flags = number(place + 4, 1), let offset = number(place + 5, 4),
                flags == 0, character <= Self.lastCharacter
            else { continue }
            index.append((UInt32(character), offset))
        }
    }

    /// The rows of a cell with a glyph; `nil` for one that is of another width or leaves its cell.
    func rows(at offset: Int) -> [UInt32]? {
        guard let glyphWidth = number(offset, 2), let glyphHeight = number(offset + 2, 2),
            let left = signed(offset + 4), let bottom = signed(offset + 6), number(offset + 8, 2) == width,
            left >= 0, left + glyphWidth <= width
        else { return nil }
        let top = ascent - bottom - glyphHeight
        guard top >= 0, top + glyphHeight <= height, offset + 10 + (glyphWidth * glyphHeight + 7) / 8 <= bytes.count
        else { return nil }
        var rows = [UInt32](repeating: 0, count: height)
        for y in 0..<glyphHeight {
            for x in 0..<glyphWidth {
                // Rows follow each other without gaps, also within a byte.
                let bit = y * glyphWidth + x
                guard bytes[offset + 10 + bit / 8] >> (7 - bit % 8) & 1 == 1 else { continue }
                rows[top + y] |= 1 << UInt32(31 - left - x)
            }
        }
        return rows
    }

    private func number(_ offset: Int, _ count: Int) -> Int? {
        guard offset >= 0, offset + count <= bytes.count else { return nil }
        return bytes[offset..<(offset + count)].reduce(0) { $0 << 8 | Int($1) }
    }

    private func signed(_ offset: Int) -> Int? {
        number(offset, 2).map { Int(Int16(truncatingIfNeeded: $0)) }
    }

    private func text(_ offset: Int) -> String? {
        guard offset + 4 <= bytes.count else { return nil }
        return String(decoding: bytes[offset..<(offset + 4)], as: UTF8.self)
    }
}
