/// Finds the cursor among underscores where both look the same.
///
/// In small fonts Linux's cursor is one row high, at the bottom of its cell, and so is the underscore. A cursor is
/// where the next letter will come: behind all others, or behind a space.
struct UnderlineCursor {
    let columns: Int
    /// In cells of less than these pixels Linux draws its cursor one row high (fbcon, `CUR_UNDERLINE`).
    static let lowestCell = 10

    /// - Parameter isThin: whether a cell shows nothing but its lowest row of pixels.
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
