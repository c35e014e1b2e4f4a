/// Makes light letters on dark surfaces dark ones on white, and leaves the rest of a picture as it is.
///
/// Tesseract takes a chosen row of a list, white on a colour, for a rule. What is a surface is decided by blocks: most
/// of a block is its background, but in the middle of bold letters.
struct DarkSurfaces {
    private let width: Int
    private let height: Int
    private let columns: Int
    private let rows: Int
    /// The middle one of each block's shades.
    private let shades: [UInt8]
    private var isDark: [Bool]

    private static let blockWidth = 8
    private static let blockHeight = 4
    private static let darkest: UInt8 = 128
    /// Surfaces of fewer blocks are letters.
    private static let smallest = 20
    /// As much of a surface is dark for the most part, of 1; where there are letters, it is not.
    private static let leastPlain = 0.5
    /// Larger gaps in a surface are no letters, in blocks.
    private static let largestGap = (columns: 4, rows: 3)

    init(_ grey: [UInt8], width: Int, height: Int) {
        self.width = width
        self.height = height
        columns = (width + Self.blockWidth - 1) / Self.blockWidth
        rows = (height + Self.blockHeight - 1) / Self.blockHeight
        let blocks = Self.blocks(grey, width: width, height: height, columns: columns, rows: rows)
        shades = blocks.map(\.middle)
        isDark = shades.map { $0 < Self.darkest }
        keepSurfaces(where: blocks.map { $0.high < Self.darkest })
        inRows { $0.fillGaps(upTo: Self.largestGap.columns) }
        inColumns { $0.fillGaps(upTo: Self.largestGap.rows) }
    }

    /// Of a block's shades the middle one, and one that three in four are darker than.
    private typealias Block = (middle: UInt8, high: UInt8)

    private static func blocks(_ grey: [UInt8], width: Int, height: Int, columns: Int, rows: Int) -> [Block] {
        var block: [UInt8] = []
        return (0..<(columns * rows)).map { number in
            let (left, top) = (number % columns * blockWidth, number / columns * blockHeight)
            block.removeAll(keepingCapacity: true)
            for y in top..<min(top + blockHeight, height) {
                block += grey[(y * width + left)..<(y * width + min(left + blockWidth, width))]
            }
            block.sort()
            return (block[block.count / 2], block[block.count * 3 / 4])
        }
    }

    /// Dark blocks that hang together are a surface if they are many and most of them are plain; else they are letters.
    private mutating func keepSurfaces(where isPlain: [Bool]) {
        var isSeen = isDark.map { !$0 }
        for start in isDark.indices where !isSeen[start] {
            var (found, next) = ([start], 0)
            isSeen[start] = true
            while next < found.count {
                let number = found[next]
                next += 1
                let column = number % columns
                let neighbours = (
                    column > 0 ? number - 1 : -1, column + 1 < columns ? number + 1 : -1, number - columns,
                    number + columns
                )
                for other in [neighbours.0, neighbours.1, neighbours.2, neighbours.3]
                where isSeen.indices.contains(other) && !isSeen[other] {
                    isSeen[other] = true
                    found.append(other)
                }
            }
            let plain = found.reduce(0) { $0 + (isPlain[$1] ? 1 : 0) }
            guard found.count < Self.smallest || Double(plain) < Double(found.count) * Self.leastPlain else { continue }
            for number in found { isDark[number] = false }
        }
    }

    private mutating func inRows(_ change: (inout [Bool]) -> Void) {
        for row in 0..<rows {
            var line = Array(isDark[(row * columns)..<((row + 1) * columns)])
            change(&line)
            isDark.replaceSubrange((row * columns)..<((row + 1) * columns), with: line)
        }
    }

    private mutating func inColumns(_ change: (inout [Bool]) -> Void) {
        for column in 0..<columns {
            var line = (0..<rows).map { isDark[$0 * columns + column] }
            change(&line)
            for row in 0..<rows { isDark[row * columns + column] = line[row] }
        }
    }

    /// The picture without dark surfaces.
    func lightened(_ grey: [UInt8]) -> [UInt8] {
        var result = grey
        for number in isDark.indices where isDark[number] {
            let background = Int(background(of: number))
            let (left, top) = (number % columns * Self.blockWidth, number / columns * Self.blockHeight)
            for y in top..<min(top + Self.blockHeight, height) {
                for index in (y * width + left)..<(y * width + min(left + Self.blockWidth, width)) {
                    let contrast = max(0, Int(grey[index]) - background) * 255 / (255 - background)
                    result[index] = UInt8(255 - contrast)
                }
            }
        }
        for number in isDark.indices where isDark[number] { clearEdges(of: number, grey, &result) }
        return result
    }

    // MARK: Edges

    /// A surface does not end where a block does: what is left of it outside, and of its surroundings inside, would be
    /// lines beside its letters.
    private func clearEdges(of number: Int, _ grey: [UInt8], _ result: inout [UInt8]) {
        let (column, row) = (number % columns, number / columns)
        let (left, top) = (column * Self.blockWidth, row * Self.blockHeight)
        let (right, bottom) = (min(left + Self.blockWidth, width), min(top + Self.blockHeight, height))
        if row > 0, !isDark[number - columns] {
            clear((top..<bottom).map { line(left..<right, $0) }, whereDark: false, grey, &result)
            let outside = (max(0, top - Self.blockHeight)..<top).reversed()
            clear(outside.map { line(left..<right, $0) }, whereDark: true, grey, &result)
        }
        if row + 1 < rows, !isDark[number + columns] {
            clear((top..<bottom).reversed().map { line(left..<right, $0) }, whereDark: false, grey, &result)
            let outside = bottom..<min(bottom + Self.blockHeight, height)
            clear(outside.map { line(left..<right, $0) }, whereDark: true, grey, &result)
        }
        if column > 0, !isDark[number - 1] {
            clear((left..<right).map { self.column($0, top..<bottom) }, whereDark: false, grey, &result)
            let outside = (max(0, left - Self.blockWidth)..<left).reversed()
            clear(outside.map { self.column($0, top..<bottom) }, whereDark: true, grey, &result)
        }
        if column + 1 < columns, !isDark[number + 1] {
            clear((left..<right).reversed().map { self.column($0, top..<bottom) }, whereDark: false, grey, &result)
            let outside = right..<min(right + Self.blockWidth, width)
            clear(outside.map { self.column($0, top..<bottom) }, whereDark: true, grey, &result)
        }
    }

    private func line(_ xs: Range<Int>, _ y: Int) -> StrideTo<Int> {
        stride(from: y * width + xs.lowerBound, to: y * width + xs.upperBound, by: 1)
    }

    private func column(_ x: Int, _ ys: Range<Int>) -> StrideTo<Int> {
        stride(from: ys.lowerBound * width + x, to: ys.upperBound * width + x, by: width)
    }

    /// Whitens lines of pixels up to the first one that is not dark, or light, as a whole.
    private func clear(
        _ lines: [StrideTo<Int>], whereDark isDark: Bool, _ grey: [UInt8], _ result: inout [UInt8]
    ) {
        for line in lines {
            guard line.allSatisfy({ (grey[$0] < Self.darkest) == isDark }) else { return }
            for index in line { result[index] = 255 }
        }
    }

    /// The surface's shade at a block, which letters may fill.
    private func background(of number: Int) -> UInt8 {
        if shades[number] < Self.darkest { return shades[number] }
        let (column, row) = (number % columns, number / columns)
        let (reachX, reachY) = (Self.largestGap.columns, Self.largestGap.rows)
        var near: [UInt8] = []
        for y in max(0, row - reachY)...min(rows - 1, row + reachY) {
            for x in max(0, column - reachX)...min(columns - 1, column + reachX) {
                let shade = shades[y * columns + x]
                if shade < Self.darkest { near.append(shade) }
            }
        }
        near.sort()
        return near.isEmpty ? Self.darkest : near[near.count / 2]
    }
}

extension [Bool] {
    /// Sets what lies between two set ones that are not farther apart.
    fileprivate mutating func fillGaps(upTo longest: Int) {
        var last: Int?
        for index in indices where self[index] {
            if let last, index - last - 1 <= longest {
                for gap in (last + 1)..<index { self[gap] = true }
            }
            last = index
        }
    }
}
