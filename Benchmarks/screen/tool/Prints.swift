/// Makes the tables of `KnownFaces` out of font files.
struct FaceTables {
    private struct Size: Hashable {
        var width: Int
        var height: Int
    }

    private var faces: [Size: [(name: String, glyphs: [GlyphIndex.Glyph])]] = [:]

    /// Adds a font; several files of one name are one face.
    mutating func add(_ font: BitmapFont, name: String, cellWidth: Int? = nil) {
        let size = Size(width: cellWidth ?? font.width, height: font.height)
        let glyphs = GlyphPrint.distinct(of: font, cellWidth: size.width).filter { Self.isUsual($0.scalar) }
        if let place = faces[size]?.firstIndex(where: { $0.name == name }) {
            faces[size]?[place].glyphs += glyphs
        } else {
            faces[size, default: []].append((name, glyphs))
        }
    }

    /// Scripts and signs of consoles; ideographs, private characters and most pictures are left out.
    ///
    /// So are eighths of a block: cursors and pieces of pictures look like that.
    private static func isUsual(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x21...0x7E, 0xA1...0x17F, 0x192, 0x218...0x21B, 0x2C6...0x2DD, 0x384...0x3CE, 0x400...0x45F,
            0x490...0x491, 0x2010...0x2044, 0x207F, 0x20A0...0x20BF, 0x2100...0x21FF, 0x2200...0x2265, 0x2300...0x2321,
            0x2500...0x2580, 0x2584, 0x2588, 0x258C, 0x2590...0x2593,
            0x25A0...0x25FF, 0x2600...0x266F, 0x2713...0x2718:
            true
        default: false
        }
    }

    /// The commonest sizes come first, because the reader tries them in this order.
    private static let firstSizes = [(8, 16), (8, 19), (16, 32), (9, 16), (8, 14), (8, 8), (12, 24), (10, 20)]

    private var sizes: [Size] {
        let first = Self.firstSizes.map { Size(width: $0.0, height: $0.1) }.filter { faces[$0] != nil }
        let rest = faces.keys.filter { !first.contains($0) }.sorted { ($0.height, $0.width) < ($1.height, $1.width) }
        return first + rest
    }

    /// The tables as a Swift file.
    var source: String {
        var text = """
            // swift-format-ignore-file
            // Written by scripts/make-glyph-prints.

            extension KnownFaces {
                /// The known faces, the commonest sizes first.
                static let all: [KnownFaces] = [

            """
        for size in sizes {
            let names = (faces[size] ?? []).map(\.name).joined(separator: " ")
            text += "        KnownFaces(\(size.width), \(size.height), names: \"\(names)\", table: \"\(table(size))\"),\n"
        }
        return text + "    ]\n}\n"
    }

    private func table(_ size: Size) -> String {
        var index: [GlyphPrint: [Unicode.Scalar: UInt64]] = [:]
        for (bit, face) in (faces[size] ?? []).enumerated() {
            // Codesets of one face may show different letters by one glyph; the plainest one is meant.
            var plainest: [GlyphPrint: Unicode.Scalar] = [:]
            for glyph in face.glyphs {
                plainest[glyph.print] = plainest[glyph.print].map { GlyphPrint.plainer($0, glyph.scalar) } ?? glyph.scalar
            }
            for (print, scalar) in plainest { index[print, default: [:]][scalar, default: 0] |= 1 << UInt64(bit) }
        }
        let glyphs = index.flatMap { print, scalars in
            scalars.map { GlyphIndex.Glyph(print: print, scalar: $0.key, faces: $0.value) }
        }
        return Self.base64(KnownFaces.pack(glyphs))
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text: [UInt8] = []
        var (bits, count) = (0, 0)
        for byte in bytes {
            bits = (bits << 8 | Int(byte)) & 0xFFFF
            count += 8
            while count >= 6 {
                count -= 6
                text.append(digits[bits >> count & 63])
            }
        }
        if count > 0 { text.append(digits[bits << (6 - count) & 63]) }
        return String(decoding: text, as: UTF8.self)
    }
}

extension FaceTables {
    /// Adds the fonts of one file, whatever its kind.
    mutating func add(file path: String) -> Bool {
        let bytes = readFile(path)
        let file = path.split(separator: "/").last.map(String.init) ?? path
        let stem = file.split(separator: ".").first.map(String.init) ?? file
        if let font = BitmapFont(psf: bytes, name: stem) {
            add(font, name: stem.split(separator: "-").last.map(String.init) ?? stem)
        } else if let font = BitmapFont(pff2: bytes, name: stem) {
            add(font, name: "Unifont")
        } else if let font = BitmapFont(kernelSource: String(decoding: bytes, as: UTF8.self), name: stem) {
            add(font, name: stem)
        } else if let font = BitmapFont(uefi: bytes, name: stem) {
            add(font, name: "UEFI")
        } else {
            let fonts = BitmapFont.pcFonts(in: bytes, name: stem)
            for font in fonts {
                add(font, name: stem)
                add(font, name: stem, cellWidth: 9)
            }
            return !fonts.isEmpty
        }
        return true
    }
}

extension BitmapFont {
    /// A font of the kernel's sources: C text with `.width`, `.height` and the bytes in the order of code page 437.
    init?(kernelSource text: String, name: String) {
        guard text.contains("struct font_desc"), let width = Self.number(after: ".width", in: text),
            let height = Self.number(after: ".height", in: text),
            let start = text.firstRange(of: "FONTDATAMAX, 0 }, {")?.upperBound,
            var font = BitmapFont(name: name, width: width, height: height)
        else { return nil }
        let body = Self.withoutComments(String(text[start...])).prefix { $0 != "}" }
        let bytes = body.split { ", \n\t".contains($0) }.compactMap { word in
            word.hasPrefix("0x") ? UInt8(word.dropFirst(2), radix: 16) : UInt8(word)
        }
        let size = (width + 7) / 8 * height
        for code in 0..<min(256, bytes.count / size) {
            font.add(CodePage437.characters[code], packed: bytes[(code * size)..<((code + 1) * size)])
        }
        self = font
    }

    private static func number(after word: String, in text: String) -> Int? {
        guard let end = text.firstRange(of: word)?.upperBound else { return nil }
        return Int(text[end...].drop { !$0.isNumber }.prefix { $0.isNumber })
    }

    private static func withoutComments(_ text: String) -> String {
        var rest = text[...]
        var result = ""
        while let start = rest.firstRange(of: "/*") {
            result += rest[..<start.lowerBound]
            rest = rest[start.upperBound...]
            guard let end = rest.firstRange(of: "*/") else { break }
            rest = rest[end.upperBound...]
        }
        return result + rest
    }
}
