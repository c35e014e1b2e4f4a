extension BitmapFont {
    /// The fonts of a PC's display, cut out of a file that holds them: a video BIOS, or an unpacked Linux kernel.
    ///
    /// A font is 256 cells in the order of code page 437. It is found by its picture of the letter A, which has been
    /// the same since the EGA, and taken where that cell's neighbours B and C follow.
    public static func pcFonts(in file: [UInt8], name: String) -> [BitmapFont] {
        landmarks.compactMap { landmark in
            guard let start = landmark.start(in: file) else { return nil }
            return pcFont(file[start..<start + 256 * landmark.height], name: name, height: landmark.height)
        }
    }

    private static func pcFont(_ cells: ArraySlice<UInt8>, name: String, height: Int) -> BitmapFont? {
        guard var font = BitmapFont(name: name, width: 8, height: height) else { return nil }
        for code in 0..<256 {
            let start = cells.startIndex + code * height
            font.add(CodePage437.characters[code], packed: cells[start..<start + height])
        }
        return font
    }

    /// A letter A by which a font of a certain height is found.
    private struct Landmark {
        let height: Int
        let letterA: [UInt8]

        func start(in file: [UInt8]) -> Int? {
            let letter = Int(UInt8(ascii: "A")) * height
            guard file.count >= 256 * height else { return nil }
            return file.withUnsafeBufferPointer { bytes in
                (0...(bytes.count - 256 * height)).first { start in
                    // The two bytes that differ most between programs' data come first: the search is over megabytes.
                    bytes[start + letter + 3] == letterA[3] && bytes[start + letter + 2] == letterA[2]
                        && letterA.indices.allSatisfy { bytes[start + letter + $0] == letterA[$0] }
                        && isEmpty(bytes, from: start + 0x20 * height)
                }
            }
        }

        /// Whether the cell is that of a space.
        private func isEmpty(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Bool {
            (start..<start + height).allSatisfy { bytes[$0] == 0 }
        }
    }

    private static let landmarks = [
        Landmark(
            height: 16,
            letterA: [0x00, 0x00, 0x10, 0x38, 0x6C, 0xC6, 0xC6, 0xFE, 0xC6, 0xC6, 0xC6, 0xC6, 0x00, 0x00, 0x00, 0x00]),
        Landmark(
            height: 14,
            letterA: [0x00, 0x00, 0x10, 0x38, 0x6C, 0xC6, 0xC6, 0xFE, 0xC6, 0xC6, 0xC6, 0x00, 0x00, 0x00]),
        Landmark(height: 8, letterA: [0x30, 0x78, 0xCC, 0xCC, 0xFC, 0xCC, 0xCC, 0x00]),
    ]
}
