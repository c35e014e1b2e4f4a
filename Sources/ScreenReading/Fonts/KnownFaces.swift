/// The prints of all glyphs of the usual console fonts, by which their text is read on hosts that have no fonts.
///
/// `scripts/make-glyph-prints` makes the tables from the fonts of Debian's packages.
struct KnownFaces: Sendable {
    let cellWidth: Int
    let cellHeight: Int
    /// The faces' names in the order of their bits.
    let names: [String]
    private let table: StaticString

    init(_ cellWidth: Int, _ cellHeight: Int, names: String, table: StaticString) {
        self.cellWidth = cellWidth
        self.cellHeight = cellHeight
        self.names = names.split(separator: " ").map(String.init)
        self.table = table
    }

    /// The glyphs of these faces.
    var glyphs: [GlyphIndex.Glyph] {
        var bytes = Base64Bytes(table)
        var glyphs: [GlyphIndex.Glyph] = []
        while let faces = bytes.next(8), let count = bytes.next(2) {
            for _ in 0..<count {
                guard let packed = bytes.next(Self.glyphBytes) else { return glyphs }
                let code = UInt32(truncatingIfNeeded: packed >> UInt64(GlyphPrint.bits))
                guard let scalar = Unicode.Scalar(code) else { continue }
                let print = GlyphPrint(value: packed & (1 << UInt64(GlyphPrint.bits) - 1))
                glyphs.append(GlyphIndex.Glyph(print: print, scalar: scalar, faces: faces))
            }
        }
        return glyphs
    }

    /// A table's bytes: for each set of faces its bits, the number of its glyphs, and a character and print for each.
    static func pack(_ glyphs: [GlyphIndex.Glyph]) -> [UInt8] {
        var bytes: [UInt8] = []
        func append(_ value: UInt64, _ count: Int) {
            for byte in 0..<count { bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * byte))) }
        }
        for (faces, group) in Dictionary(grouping: glyphs, by: \.faces).sorted(by: { $0.key < $1.key }) {
            append(faces, 8)
            append(UInt64(group.count), 2)
            for glyph in group.sorted(by: { ($0.scalar, $0.print.value) < ($1.scalar, $1.print.value) }) {
                append(UInt64(glyph.scalar.value) << UInt64(GlyphPrint.bits) | glyph.print.value, Self.glyphBytes)
            }
        }
        return bytes
    }

    /// Characters end at U+3FFF: 14 bits beside a print's 41 make 7 bytes less one bit.
    static let lastScalar: UInt32 = 0x3FFF
    private static let glyphBytes = 7
}

/// Reads numbers out of text in base64 (RFC 4648, without padding), least byte first.
private struct Base64Bytes {
    private let text: StaticString
    private var position = 0
    private var bits: UInt32 = 0
    private var bitCount = 0

    init(_ text: StaticString) {
        self.text = text
    }

    mutating func next(_ count: Int) -> UInt64? {
        var value: UInt64 = 0
        for index in 0..<count {
            guard let byte = nextByte() else { return nil }
            value |= UInt64(byte) << UInt64(8 * index)
        }
        return value
    }

    private mutating func nextByte() -> UInt8? {
        while bitCount < 8 {
            guard position < text.utf8CodeUnitCount else { return nil }
            bits = bits << 6 | Self.value(of: text.utf8Start[position])
            position += 1
            bitCount += 6
        }
        bitCount -= 8
        return UInt8(truncatingIfNeeded: bits >> UInt32(bitCount))
    }

    private static func value(of digit: UInt8) -> UInt32 {
        switch digit {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(digit - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(digit - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(digit - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"): 62
        default: 63
        }
    }
}
