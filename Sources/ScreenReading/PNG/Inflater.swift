/// Unpacks data in the deflate format (RFC 1951), whole and in memory.
struct Inflater {
    private let bytes: [UInt8]
    private var position = 0
    private var bits: UInt32 = 0
    private var bitCount = 0
    private var output: [UInt8] = []
    private let limit: Int

    /// The unpacked bytes; `nil` if the data are damaged or more than `limit` bytes come out.
    static func inflate(_ bytes: [UInt8], limit: Int) -> [UInt8]? {
        var inflater = Inflater(bytes, limit: limit)
        return inflater.run() ? inflater.output : nil
    }

    private init(_ bytes: [UInt8], limit: Int) {
        self.bytes = bytes
        self.limit = limit
    }

    private mutating func run() -> Bool {
        while true {
            guard let isLast = take(1), let kind = take(2) else { return false }
            let isGood =
                switch kind {
                case 0: copyStored()
                case 1: unpack(Codes.fixedLiterals, Codes.fixedDistances)
                case 2: unpackWithOwnCodes()
                default: false
                }
            guard isGood else { return false }
            if isLast == 1 { return true }
        }
    }

    private mutating func take(_ count: Int) -> Int? {
        while bitCount < count {
            guard position < bytes.count else { return nil }
            bits |= UInt32(bytes[position]) << UInt32(bitCount)
            position += 1
            bitCount += 8
        }
        let value = bits & ((1 << UInt32(count)) - 1)
        bits >>= UInt32(count)
        bitCount -= count
        return Int(value)
    }

    private mutating func copyStored() -> Bool {
        bits = 0
        bitCount = 0
        guard position + 4 <= bytes.count else { return false }
        let count = Int(bytes[position]) | Int(bytes[position + 1]) << 8
        let start = position + 4
        guard start + count <= bytes.count, output.count + count <= limit else { return false }
        output += bytes[start..<(start + count)]
        position = start + count
        return true
    }

    private mutating func symbol(_ codes: Codes) -> Int? {
        var (code, first, index) = (0, 0, 0)
        for length in 1...Codes.longest {
            guard let bit = take(1) else { return nil }
            code |= bit
            let count = codes.counts[length]
            if code - first < count { return codes.symbols[index + code - first] }
            index += count
            first = (first + count) << 1
            code <<= 1
        }
        return nil
    }

    private static let lengthBases = [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227,
        258,
    ]
    private static let lengthBits = [
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
    ]

    private mutating func unpack(_ literals: Codes, _ distances: Codes) -> Bool {
        while true {
            guard let symbol = symbol(literals), output.count <= limit else { return false }
            if symbol == 256 { return true }
            if symbol < 256 {
                output.append(UInt8(symbol))
            } else {
                guard repeatEarlier(symbol - 257, distances) else { return false }
            }
        }
    }

    private mutating func repeatEarlier(_ length: Int, _ distances: Codes) -> Bool {
        guard length < Self.lengthBases.count, let more = take(Self.lengthBits[length]),
            let code = symbol(distances), code < 30
        else { return false }
        // From the fourth code on, each pair has one more bit.
        let extra = max(0, code / 2 - 1)
        guard let rest = take(extra) else { return false }
        let distance = (code < 2 ? code + 1 : ((2 + code % 2) << extra) + 1) + rest
        let count = Self.lengthBases[length] + more
        guard distance <= output.count, output.count + count <= limit else { return false }
        for _ in 0..<count { output.append(output[output.count - distance]) }
        return true
    }

    private static let lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

    private mutating func unpackWithOwnCodes() -> Bool {
        guard let literalCount = take(5), let distanceCount = take(5), let lengthCount = take(4) else { return false }
        var lengths = [Int](repeating: 0, count: 19)
        for index in 0..<(lengthCount + 4) {
            guard let length = take(3) else { return false }
            lengths[Self.lengthOrder[index]] = length
        }
        let total = literalCount + 257 + distanceCount + 1
        guard let lengthCodes = Codes(lengths), let all = codeLengths(total, lengthCodes),
            let literals = Codes(Array(all[..<(literalCount + 257)])),
            let distances = Codes(Array(all[(literalCount + 257)...]))
        else { return false }
        return unpack(literals, distances)
    }

    private mutating func codeLengths(_ total: Int, _ codes: Codes) -> [Int]? {
        var lengths: [Int] = []
        while lengths.count < total {
            guard let symbol = symbol(codes) else { return nil }
            switch symbol {
            case 0...15: lengths.append(symbol)
            case 16:
                guard let last = lengths.last, let count = take(2) else { return nil }
                lengths += Array(repeating: last, count: count + 3)
            default:
                guard let count = symbol == 17 ? take(3).map({ $0 + 3 }) : take(7).map({ $0 + 11 }) else { return nil }
                lengths += Array(repeating: 0, count: count)
            }
        }
        return lengths.count == total ? lengths : nil
    }
}

/// A set of Huffman codes, given by the length of each symbol's code.
private struct Codes {
    static let longest = 15

    var counts = [Int](repeating: 0, count: Codes.longest + 1)
    var symbols: [Int] = []

    /// `nil` if there are more codes than fit.
    init?(_ lengths: [Int]) {
        for length in lengths where length > 0 { counts[length] += 1 }
        var room = 1
        for length in 1...Self.longest {
            room = (room << 1) - counts[length]
            guard room >= 0 else { return nil }
        }
        for length in 1...Self.longest { symbols += lengths.indices.filter { lengths[$0] == length } }
    }

    private init(known lengths: [Int]) {
        for length in lengths { counts[length] += 1 }
        for length in 1...Self.longest { symbols += lengths.indices.filter { lengths[$0] == length } }
    }

    static let fixedLiterals = Codes(
        known: (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 })
    static let fixedDistances = Codes(known: Array(repeating: 5, count: 30))
}
