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
        visiblePart(on: picture).flatMap(text)
    }

    /// The text in a part of it.
    public func text(in part: TextModePart) -> ScreenText? {
        guard part.start >= 0, part.start + part.size <= bytes.count else { return nil }
        return part.text(Array(bytes[part.start..<part.start + part.size]))
    }

    /// The part of it that the picture shows; `nil` if it shows something else.
    public func visiblePart(on picture: ScreenPicture) -> TextModePart? {
        let fits = CellGrid.textModes(of: picture).compactMap { bestFit($0) }
        guard let best = fits.max(by: { $0.agreement < $1.agreement }), best.agreement >= Self.leastAgreement else {
            return nil
        }
        return TextModePart(start: best.start, columns: best.grid.columns, rows: best.grid.rows)
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
}
