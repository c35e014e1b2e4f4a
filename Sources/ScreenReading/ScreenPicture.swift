/// A picture of a machine's screen.
public struct ScreenPicture: Hashable, Sendable {
    /// The longest side that is accepted, in pixels.
    public static let longestSide = 16_384

    public let width: Int
    public let height: Int
    /// Rows from the top, each pixel as `0x00RRGGBB`.
    public let pixels: [UInt32]

    /// A picture of the given size; `nil` if the pixels are not `width * height` or a side is out of bounds.
    public init?(width: Int, height: Int, pixels: [UInt32]) {
        let sides = 1...Self.longestSide
        guard sides.contains(width), sides.contains(height), pixels.count == width * height else { return nil }
        self.width = width
        self.height = height
        self.pixels = pixels
    }

    /// Reads a binary PPM file with 8 bits a channel (`P6`, netpbm's ppm(5)), as QEMU's `screendump` writes it.
    ///
    /// `nil` if the bytes are no such file.
    public init?(ppm bytes: [UInt8]) {
        var header = PPMHeader(bytes)
        guard header.takes("P6"), let width = header.number(), let height = header.number(),
            header.number() == 255, header.takesOneSpace()
        else { return nil }
        let sides = 1...Self.longestSide
        guard sides.contains(width), sides.contains(height) else { return nil }
        let start = header.position
        guard bytes.count - start >= width * height * 3 else { return nil }
        self.width = width
        self.height = height
        pixels = bytes.withUnsafeBufferPointer { bytes in
            Array(unsafeUninitializedCapacity: width * height) { pixels, count in
                for index in 0..<(width * height) {
                    let from = start + index * 3
                    pixels[index] = UInt32(bytes[from]) << 16 | UInt32(bytes[from + 1]) << 8 | UInt32(bytes[from + 2])
                }
                count = width * height
            }
        }
    }
}

extension ScreenPicture {
    /// Whether there is more than one colour.
    public var hasContent: Bool { pixels.contains { $0 != pixels[0] } }

    /// Whether there are no more colours than consoles use, among pixels spread over the picture.
    ///
    /// Photographs and smooth letters have hundreds.
    public var hasFewColours: Bool {
        var colours: Set<UInt32> = []
        // An odd step, so that columns are hit in turn.
        for index in stride(from: 0, to: pixels.count, by: max(1, pixels.count / 16_384) | 1) {
            colours.insert(pixels[index])
            if colours.count > 32 { return false }
        }
        return true
    }

    /// The size of the smallest rectangle around all pixels that differ, 0 by 0 for none; `nil` if the pictures have
    /// different sizes.
    public func changedBox(since other: ScreenPicture) -> (width: Int, height: Int)? {
        guard width == other.width, height == other.height else { return nil }
        var (left, right, top, bottom) = (width, -1, height, -1)
        pixels.withUnsafeBufferPointer { pixels in
            other.pixels.withUnsafeBufferPointer { others in
                for y in 0..<height {
                    let row = y * width
                    for x in 0..<width where pixels[row + x] != others[row + x] {
                        left = min(left, x)
                        right = max(right, x)
                        top = min(top, y)
                        bottom = max(bottom, y)
                    }
                }
            }
        }
        return right < 0 ? (0, 0) : (right - left + 1, bottom - top + 1)
    }
}

/// The words at the head of a PPM file.
private struct PPMHeader {
    private let bytes: [UInt8]
    private(set) var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func takes(_ word: String) -> Bool {
        guard bytes.dropFirst(position).starts(with: word.utf8) else { return false }
        position += word.utf8.count
        return true
    }

    /// A number after any white space and comments; `nil` for anything else or more than five digits.
    mutating func number() -> Int? {
        skipSpace()
        var value = 0
        let start = position
        while position < bytes.count, (0x30...0x39).contains(bytes[position]) {
            guard position - start < 5 else { return nil }
            value = value * 10 + Int(bytes[position] - 0x30)
            position += 1
        }
        return position > start ? value : nil
    }

    mutating func takesOneSpace() -> Bool {
        guard position < bytes.count, Self.isSpace(bytes[position]) else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "#") {
                while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
            } else if Self.isSpace(bytes[position]) {
                position += 1
            } else {
                return
            }
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte)
    }
}
