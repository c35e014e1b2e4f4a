extension BitmapFont {
    /// Reads a Linux console font in PC Screen Font format, version 1 or 2, with its Unicode table.
    ///
    /// The format is described in the kbd project's `doc/font-formats`. `nil` if the bytes are no such font, or one
    /// without a table, since nobody can tell then which character a glyph shows.
    public init?(psf bytes: [UInt8], name: String) {
        guard let header = PSFHeader(bytes), header.hasTable,
            var font = BitmapFont(name: name, width: header.width, height: header.height),
            header.glyphBytes == (header.width + 7) / 8 * header.height
        else { return nil }
        var table = bytes[(header.start + header.count * header.glyphBytes)...]
        for index in 0..<header.count {
            let start = header.start + index * header.glyphBytes
            let characters = header.isSecond ? Self.secondTableEntry(&table) : Self.firstTableEntry(&table)
            // More characters may share a picture, such as A and Α; the plainest one is what a reader expects.
            guard let character = characters.min() else { continue }
            font.add(character, packed: bytes[start..<start + header.glyphBytes])
        }
        self = font
    }

    /// UCS-2, little endian; 0xFFFE begins a combination, 0xFFFF ends the entry.
    private static func firstTableEntry(_ table: inout ArraySlice<UInt8>) -> [Character] {
        var characters: [Character] = []
        var isInCombination = false
        while table.count >= 2 {
            let unit = UInt16(table.removeFirst()) | UInt16(table.removeFirst()) << 8
            if unit == 0xFFFF { break }
            if unit == 0xFFFE { isInCombination = true }
            if !isInCombination, let scalar = Unicode.Scalar(unit) { characters.append(Character(scalar)) }
        }
        return characters
    }

    /// UTF-8; 0xFE begins a combination, 0xFF ends the entry.
    private static func secondTableEntry(_ table: inout ArraySlice<UInt8>) -> [Character] {
        let entry = table.prefix { $0 != 0xFF }
        table = table.dropFirst(entry.count + 1)
        return String(decoding: entry.prefix { $0 != 0xFE }, as: UTF8.self).unicodeScalars.map { Character($0) }
    }
}

private struct PSFHeader {
    let isSecond: Bool
    let hasTable: Bool
    let start: Int
    let count: Int
    let glyphBytes: Int
    let width: Int
    let height: Int

    init?(_ bytes: [UInt8]) {
        if bytes.count >= 4, bytes[0] == 0x36, bytes[1] == 0x04 {
            isSecond = false
            start = 4
            count = bytes[2] & 0x01 != 0 ? 512 : 256
            hasTable = bytes[2] & 0x06 != 0
            glyphBytes = Int(bytes[3])
            width = 8
            height = glyphBytes
        } else if bytes.count >= 32, Array(bytes[0..<4]) == [0x72, 0xB5, 0x4A, 0x86] {
            let fields = stride(from: 4, to: 32, by: 4).map { offset in
                (0..<4).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
            }
            isSecond = true
            start = fields[1]
            hasTable = fields[2] & 1 != 0
            count = fields[3]
            glyphBytes = fields[4]
            height = fields[5]
            width = fields[6]
        } else {
            return nil
        }
        // The limits keep the product below from overflowing.
        guard (32...1024).contains(start) || !isSecond, (1...65_536).contains(count),
            (1...BitmapFont.largestWidth).contains(width), (1...BitmapFont.largestHeight).contains(height),
            (1...1024).contains(glyphBytes), start + count * glyphBytes <= bytes.count
        else { return nil }
    }
}
