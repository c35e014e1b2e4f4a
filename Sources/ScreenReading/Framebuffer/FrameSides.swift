/// Tells the sides of frames from vertical bars, which look the same in small fonts.
struct FrameSides {
    static let side: Character = "│"
    private static let bar: Character = "|"
    /// What has a line downwards, and what has one upwards.
    private static let tops: Set<Character> = ["┌", "┐", "├", "┤", "┬", "┼", side, "╒", "╕", "╞", "╡", "╤", "╪"]
    private static let bottoms: Set<Character> = ["└", "┘", "├", "┤", "┴", "┼", side, "╘", "╛", "╞", "╡", "╧", "╪"]

    private var cells: [CellReading.Cell]
    private let columns: Int

    init(_ cells: [CellReading.Cell], columns: Int) {
        self.cells = cells
        self.columns = columns
    }

    /// The cells with the bars that continue a frame as sides of it.
    ///
    /// - Parameter maySide: whether a cell's shape is a frame's side as well.
    func resolved(where maySide: (_ number: Int) -> Bool) -> [CellReading.Cell] {
        var result = cells
        func turn(_ number: Int, _ neighbour: Int, _ ends: Set<Character>) {
            guard result[number].character == Self.bar, result[number].certainty == .known,
                ends.contains(result[neighbour].character), maySide(number)
            else { return }
            result[number].character = Self.side
        }
        for number in result.indices.dropFirst(columns) { turn(number, number - columns, Self.tops) }
        for number in result.indices.dropLast(columns).reversed() { turn(number, number + columns, Self.bottoms) }
        return result
    }
}
