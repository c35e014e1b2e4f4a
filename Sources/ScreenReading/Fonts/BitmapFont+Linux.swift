extension BitmapFont {
    /// The fonts that were loaded into Linux's framebuffer console, as by setfont, cut out of the guest's memory.
    ///
    /// The kernel keeps four words before such a font (`drivers/video/fbdev/core/fbcon.h`): a CRC, how many glyphs there
    /// are, their size in bytes, and a count of users. The CRC proves that it is one. Which characters the glyphs show is
    /// kept elsewhere; ASCII has its codes in all fonts, and frames have those of code page 437 in some.
    public static func linuxFonts(in memory: [UInt8], name: String) -> [BitmapFont] {
        var fonts: [BitmapFont] = []
        memory.withUnsafeBytes { bytes in
            // Allocations are aligned to 8 bytes at least.
            for start in stride(from: 0, to: bytes.count - 16, by: 8) where fonts.count < mostLinuxFonts {
                guard let header = LinuxFontHeader(bytes, at: start), header.isProven(bytes, at: start + 16) else {
                    continue
                }
                let data = Array(bytes[(start + 16)..<(start + 16 + header.size)])
                if let font = BitmapFont(linux: data, header, name: name) { fonts.append(font) }
            }
        }
        return fonts
    }

    private static let mostLinuxFonts = 8

    private init?(linux data: [UInt8], _ header: LinuxFontHeader, name: String) {
        let size = header.size / header.count
        let pitch = header.pitch
        let height = size / pitch
        let width = Self.usedWidth(data, pitch: pitch)
        guard var font = BitmapFont(name: name, width: width, height: height) else { return nil }
        func glyph(_ code: Int) -> ArraySlice<UInt8> { data[(code * size)..<((code + 1) * size)] }
        for code in 0x20...0x7E { font.add(CodePage437.characters[code], packed: glyph(code)) }
        if Self.isLine(glyph(0xC4)) {
            for code in 0x80...0xFE { font.add(CodePage437.characters[code], packed: glyph(code)) }
        }
        self = font
    }

    /// The columns up to the last one that any glyph uses: frames reach their cell's edge.
    private static func usedWidth(_ data: [UInt8], pitch: Int) -> Int {
        var used = [UInt8](repeating: 0, count: pitch)
        for index in data.indices { used[index % pitch] |= data[index] }
        guard let last = used.lastIndex(where: { $0 != 0 }) else { return 0 }
        return last * 8 + 8 - used[last].trailingZeroBitCount
    }

    /// Whether a glyph is some equal rows of ink, and nothing else: a horizontal line.
    private static func isLine(_ glyph: ArraySlice<UInt8>) -> Bool {
        let ink = glyph.filter { $0 != 0 }
        return !ink.isEmpty && ink.count <= glyph.count / 4 && ink.allSatisfy { $0 == 0xFF || $0 == ink.last }
            && glyph.contains(0xFF)
    }
}

private struct LinuxFontHeader {
    let sum: UInt32
    let count: Int
    let size: Int

    init?(_ bytes: UnsafeRawBufferPointer, at start: Int) {
        func word(_ index: Int) -> UInt32 {
            UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: start + 4 * index, as: UInt32.self))
        }
        // The number is not noted where it is the usual one.
        let number = word(1) == 0 ? 256 : word(1)
        guard number == 256 || number == 512 else { return nil }
        count = Int(number)
        let length = word(2)
        guard length % number == 0, (6...128).contains(length / number), (1..<64).contains(word(3)), word(0) != 0
        else { return nil }
        size = Int(length)
        sum = word(0)
        guard start + 16 + size <= bytes.count else { return nil }
    }

    /// The bytes of a glyph's row: a font of 8 columns has up to 20 rows, one of 16 up to 36.
    var pitch: Int {
        let glyph = size / count
        return glyph <= 20 ? 1 : glyph <= 72 && glyph % 2 == 0 ? 2 : 3
    }

    /// Whether the CRC of the bytes is what the kernel has noted.
    func isProven(_ bytes: UnsafeRawBufferPointer, at start: Int) -> Bool {
        var crc: UInt32 = 0
        var hasInk = false
        for index in start..<(start + size) {
            hasInk = hasInk || bytes[index] != 0
            crc = (crc >> 8) ^ Self.table[Int((crc ^ UInt32(bytes[index])) & 0xFF)]
        }
        return hasInk && crc == sum
    }

    /// CRC-32 of IEEE 802.3, without the inversions at the beginning and the end.
    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 1 ? (value >> 1) ^ 0xEDB8_8320 : value >> 1 }
    }
}
