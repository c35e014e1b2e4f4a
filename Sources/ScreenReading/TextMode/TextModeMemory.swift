/// The memory that a PC's display shows in its colour text modes: two bytes a cell, character and colours.
///
/// Text read from here is exact. What is not in this memory is where the visible part begins: an operating system
/// scrolls by moving that start (CRTC registers 0Ch and 0Dh, which QMP does not show). It is found by laying each
/// possible part beside the picture of the screen.
public struct TextModeMemory: Sendable {
    /// Where the memory lies in the guest's physical address space.
    public static let address: UInt64 = 0xB8000
    /// Its size in bytes.
    public static let size = 0x8000

    private let bytes: [UInt8]

    /// - Parameter bytes: the guest's memory from ``address`` on; `nil` if they are not ``size`` bytes.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.size else { return nil }
        self.bytes = bytes
    }

    /// The text on the screen; `nil` if the picture does not show this memory, as in a graphics mode.
    public func text(on picture: ScreenPicture) -> ScreenText? {
        let fits = CellGrid.textModes(of: picture).compactMap { bestFit($0) }
        guard let best = fits.max(by: { $0.agreement < $1.agreement }), best.agreement >= Self.leastAgreement else {
            return nil
        }
        return text(from: best.start, columns: best.grid.columns, rows: best.grid.rows)
    }

    /// Less agreement than this, of 1, means that the picture shows something else.
    ///
    /// One cell of 2,000 may be covered by the cursor, and characters may change between the two readings of the
    /// machine.
    private static let leastAgreement = 0.99

    private struct Fit {
        var grid: CellGrid
        var start: Int
        var agreement: Double
    }

    private func bestFit(_ grid: CellGrid) -> Fit? {
        let visible = grid.columns * grid.rows
        guard visible * 2 <= Self.size else { return nil }
        let empty = grid.emptyCells()
        let starts = stride(from: 0, through: Self.size - visible * 2, by: grid.columns * 2)
        let fits = starts.map { start in
            Fit(grid: grid, start: start, agreement: agreement(of: empty, from: start))
        }
        guard let most = fits.map(\.agreement).max() else { return nil }
        let equal = fits.filter { $0.agreement == most }
        guard equal.count > 1 else { return equal.first }
        // Where lines are equally long everywhere, their letters decide.
        let shapes = grid.shapeKeys()
        return equal.min { contradictions(of: shapes, from: $0.start) < contradictions(of: shapes, from: $1.start) }
    }

    /// The share of cells that are empty in both or in neither.
    private func agreement(of empty: [Bool], from start: Int) -> Double {
        var equal = 0
        for index in empty.indices where isEmpty(at: start + index * 2) == empty[index] { equal += 1 }
        return Double(equal) / Double(empty.count)
    }

    private func isEmpty(at offset: Int) -> Bool {
        let code = bytes[offset]
        let colours = bytes[offset + 1]
        // 0, space, and no-break space show nothing, 219 one colour; so does text in its own background.
        return code == 0 || code == 0x20 || code == 0xFF || code == 0xDB || colours & 0x0F == (colours >> 4) & 0x07
    }

    /// How many cells look otherwise than the first one with the same character.
    private func contradictions(of shapes: [UInt64], from start: Int) -> Int {
        var seen: [UInt8: UInt64] = [:]
        var count = 0
        for index in shapes.indices where !isEmpty(at: start + index * 2) {
            let code = bytes[start + index * 2]
            if let shape = seen[code] {
                count += shape == shapes[index] ? 0 : 1
            } else {
                seen[code] = shapes[index]
            }
        }
        return count
    }

    private func text(from start: Int, columns: Int, rows: Int) -> ScreenText {
        var characters: [Character] = []
        var attributes: [CellAttributes] = []
        for offset in stride(from: start, to: start + columns * rows * 2, by: 2) {
            let colours = Int(bytes[offset + 1])
            characters.append(CodePage437.characters[Int(bytes[offset])])
            attributes.append(
                CellAttributes(
                    foreground: Self.palette[colours & 0x0F], background: Self.palette[(colours >> 4) & 0x07]))
        }
        return ScreenText(columns: columns, rows: rows, characters: characters, attributes: attributes)
    }

    /// The sixteen colours that a PC's firmware sets up, as `0x00RRGGBB`.
    private static let palette: [UInt32] = [
        0x000000, 0x0000AA, 0x00AA00, 0x00AAAA, 0xAA0000, 0xAA00AA, 0xAA5500, 0xAAAAAA,
        0x555555, 0x5555FF, 0x55FF55, 0x55FFFF, 0xFF5555, 0xFF55FF, 0xFFFF55, 0xFFFFFF,
    ]
}
