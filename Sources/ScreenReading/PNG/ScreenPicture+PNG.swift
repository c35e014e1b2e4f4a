internal import Compression

extension ScreenPicture {
    /// Reads a PNG file (ISO/IEC 15948) with up to 8 bits a channel that is not interlaced, such as QEMU's.
    ///
    /// Transparency is ignored. `nil` if the bytes are no such file.
    public init?(png bytes: [UInt8]) {
        guard let file = PNGFile(bytes), let rows = file.rows else { return nil }
        var pixels: [UInt32] = []
        pixels.reserveCapacity(file.width * file.height)
        for row in rows {
            guard file.append(row, to: &pixels) else { return nil }
        }
        self.init(width: file.width, height: file.height, pixels: pixels)
    }
}

private struct PNGFile {
    private(set) var width = 0
    private(set) var height = 0
    private var depth = 0
    private var channels = 0
    private var palette: [UInt32]?
    private var packed: [UInt8] = []

    private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    init?(_ bytes: [UInt8]) {
        guard bytes.starts(with: Self.signature) else { return nil }
        var position = Self.signature.count
        while position + 12 <= bytes.count {
            let length = Self.number(bytes, position)
            let start = position + 8
            guard length <= bytes.count - start - 4 else { return nil }
            let data = bytes[start..<(start + length)]
            switch String(decoding: bytes[(position + 4)..<start], as: UTF8.self) {
            case "IHDR": guard readHeader(Array(data)) else { return nil }
            case "PLTE": readPalette(Array(data))
            case "IDAT": packed += data
            default: break
            }
            position = start + length + 4
        }
        guard width > 0, channels > 1 || palette != nil || !needsPalette else { return nil }
    }

    private var needsPalette = false

    private mutating func readHeader(_ data: [UInt8]) -> Bool {
        guard data.count == 13, data[10] == 0, data[11] == 0, data[12] == 0 else { return false }
        width = Self.number(data, 0)
        height = Self.number(data, 4)
        depth = Int(data[8])
        needsPalette = data[9] == 3
        channels = [0: 1, 2: 3, 3: 1, 4: 2, 6: 4][data[9]] ?? 0
        let sides = 1...ScreenPicture.longestSide
        return sides.contains(width) && sides.contains(height) && channels > 0
            && (depth == 8 || (channels == 1 && [1, 2, 4].contains(depth)))
    }

    private mutating func readPalette(_ data: [UInt8]) {
        palette = stride(from: 0, to: data.count - 2, by: 3).map { Self.colour(data[$0], data[$0 + 1], data[$0 + 2]) }
    }

    private var rowBytes: Int { (width * channels * depth + 7) / 8 }

    /// The rows without their filters (PNG, "Filter types for filter method 0").
    var rows: [[UInt8]]? {
        let size = height * (rowBytes + 1)
        guard let data = Zlib.decompress(packed, limit: size), data.count == size else { return nil }
        var rows: [[UInt8]] = []
        var above = [UInt8](repeating: 0, count: rowBytes)
        for start in stride(from: 0, to: size, by: rowBytes + 1) {
            var row = Array(data[(start + 1)..<(start + 1 + rowBytes)])
            guard unfilter(&row, data[start], above) else { return nil }
            rows.append(row)
            above = row
        }
        return rows
    }

    private func unfilter(_ row: inout [UInt8], _ filter: UInt8, _ above: [UInt8]) -> Bool {
        let step = max(1, channels * depth / 8)
        guard filter <= 4 else { return false }
        if filter == 0 { return true }
        for index in row.indices {
            let left = index >= step ? Int(row[index - step]) : 0
            let corner = index >= step ? Int(above[index - step]) : 0
            let up = Int(above[index])
            let guess =
                switch filter {
                case 1: left
                case 2: up
                case 3: (left + up) / 2
                default: Self.paeth(left, up, corner)
                }
            row[index] = row[index] &+ UInt8(truncatingIfNeeded: guess)
        }
        return true
    }

    private static func paeth(_ left: Int, _ up: Int, _ corner: Int) -> Int {
        let guess = left + up - corner
        let (toLeft, toUp, toCorner) = (abs(guess - left), abs(guess - up), abs(guess - corner))
        if toLeft <= toUp && toLeft <= toCorner { return left }
        return toUp <= toCorner ? up : corner
    }

    /// Adds a row's pixels; `false` if a colour is not in the palette.
    func append(_ row: [UInt8], to pixels: inout [UInt32]) -> Bool {
        for x in 0..<width {
            if channels >= 3 {
                pixels.append(Self.colour(row[x * channels], row[x * channels + 1], row[x * channels + 2]))
                continue
            }
            let bit = x * channels * depth
            let value = Int(row[bit / 8]) >> (8 - depth - bit % 8) & ((1 << depth) - 1)
            if let palette, needsPalette {
                guard value < palette.count else { return false }
                pixels.append(palette[value])
            } else {
                let grey = UInt8(value * 255 / ((1 << depth) - 1))
                pixels.append(Self.colour(grey, grey, grey))
            }
        }
        return true
    }

    private static func colour(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> UInt32 {
        UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue)
    }

    private static func number(_ bytes: [UInt8], _ start: Int) -> Int {
        bytes[start..<(start + 4)].reduce(0) { $0 << 8 | Int($1) }
    }
}
