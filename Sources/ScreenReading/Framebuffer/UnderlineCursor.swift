/// Finds the cursor among underscores where both look the same.
///
/// Linux's cursor is a bar at the bottom of its cell, and in some fonts so is the underscore. A cursor is where the
/// next letter will come: behind all others, or behind a space.
struct UnderlineCursor {
    let columns: Int
    /// How many rows high Linux draws its cursor in cells of so many (fbcon, `CUR_UNDERLINE`).
    static func thickness(inCellsOf height: Int) -> Int { height < 10 ? 1 : 2 }

    /// - Parameter isThin: whether a cell is an underscore that looks like a cursor.
    func place(in cells: [CellReading.Cell], where isThin: (Int) -> Bool) -> Int? {
        guard let last = cells.lastIndex(where: { $0.certainty != .blank }) else { return nil }
        // Behind two underscores there more likely is a third: fields to be filled in look like that.
        if isThin(last), !(isThin(last - 1) && isThin(last - 2)) { return last }
        let lonely = cells.indices.filter { number in
            isThin(number) && number % columns > 0 && cells[number - 1].certainty == .blank
                && cells[(number + 1)..<((number / columns + 1) * columns)].allSatisfy { $0.certainty == .blank }
        }
        return lonely.count == 1 ? lonely.first : nil
    }
}
