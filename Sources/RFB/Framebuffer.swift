/// The picture on a machine's screen.
package struct Framebuffer: Hashable, Sendable {
    /// The largest side and area that are accepted from a server, in pixels.
    package static let longestSide = 16_384
    package static let largestArea = 64 << 20

    package private(set) var width: Int
    package private(set) var height: Int
    /// Rows from the top, each pixel as `0x00RRGGBB`.
    package private(set) var pixels: [UInt32]

    /// A black picture, or `nil` if the size is beyond the limits.
    package init?(width: Int, height: Int) {
        guard (0...Self.longestSide).contains(width), (0...Self.longestSide).contains(height),
            width * height <= Self.largestArea
        else { return nil }
        self.width = width
        self.height = height
        pixels = Array(repeating: 0, count: width * height)
    }

    /// Replaces a rectangle that lies inside by little-endian pixels of 4 bytes each.
    mutating func replace(_ rectangle: RFBRectangle, with bytes: ArraySlice<UInt8>) {
        precondition(rectangle.fits(width: width, height: height) && bytes.count == rectangle.area * 4)
        var source = bytes.startIndex
        for row in rectangle.y..<(rectangle.y + rectangle.height) {
            let start = row * width + rectangle.x
            for target in start..<(start + rectangle.width) {
                pixels[target] =
                    UInt32(bytes[source]) | UInt32(bytes[source + 1]) << 8 | UInt32(bytes[source + 2]) << 16
                source += 4
            }
        }
    }

    /// The picture as a PPM file (`P6`).
    package var ppm: [UInt8] {
        var bytes = Array("P6\n\(width) \(height)\n255\n".utf8)
        bytes.reserveCapacity(bytes.count + pixels.count * 3)
        for pixel in pixels {
            bytes.append(UInt8(truncatingIfNeeded: pixel >> 16))
            bytes.append(UInt8(truncatingIfNeeded: pixel >> 8))
            bytes.append(UInt8(truncatingIfNeeded: pixel))
        }
        return bytes
    }
}

/// The header of a rectangle in an update (RFC 6143, 7.6.1).
struct RFBRectangle: Hashable {
    var x: Int
    var y: Int
    var width: Int
    var height: Int
    var encoding: Int32

    var area: Int { width * height }

    func fits(width: Int, height: Int) -> Bool {
        x + self.width <= width && y + self.height <= height
    }
}
