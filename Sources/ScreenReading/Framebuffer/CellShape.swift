/// What a cell's pixels look like, whatever its colours: for each pixel whether its colour is the first pixel's.
struct CellShape: Hashable, Sendable {
    /// One number a row from the top; the lowest bit is the rightmost pixel, set where the colour is another.
    private(set) var rows: [UInt32]

    init(rows: [UInt32]) {
        self.rows = rows
    }

    /// A number that tells shapes apart: rows mixed one after the other, as in Knuth's multiplicative hashing.
    var key: UInt64 {
        var key = CellShape.firstKey
        for row in rows { key = CellShape.key(key, adding: row) }
        return key
    }

    static let firstKey: UInt64 = 0x9E37_79B9_7F4A_7C15

    static func key(_ key: UInt64, adding row: UInt32) -> UInt64 {
        let mixed = (key ^ UInt64(row)) &* 0xD6E8_FEB8_6659_FD93
        return mixed ^ mixed >> 32
    }

    /// In how many pixels two shapes of one size differ.
    func distance(to other: CellShape) -> Int {
        var count = 0
        for index in rows.indices where index < other.rows.count {
            count += (rows[index] ^ other.rows[index]).nonzeroBitCount
        }
        return count
    }
}
