import ScreenReading

/// A picture in shades of grey with dark letters on light surfaces, two or three times as large as it was.
///
/// Tesseract has learned from print: capitals of 20 to 30 pixels. A screen's have 8 to 12.
struct EnlargedPicture {
    let scale: Int
    let width: Int
    let height: Int
    /// Rows from the top, one byte a pixel.
    let pixels: [UInt8]

    /// As many pixels are read at most, so that neither memory nor time runs out.
    private static let mostPixels = 16 << 20
    /// Three times 1920 by 1080.
    private static let mostEnlarged = 18 << 20
    /// Thinner pictures hold no letters, and the library has not met many.
    private static let shortestSide = 8

    /// - Throws: `OpticalReadingError.tooLarge`.
    init(_ picture: ScreenPicture) throws(OpticalReadingError) {
        let count = picture.width * picture.height
        guard count <= Self.mostPixels, min(picture.width, picture.height) >= Self.shortestSide else {
            throw .tooLarge(width: picture.width, height: picture.height)
        }
        let scale = count * 9 <= Self.mostEnlarged ? 3 : count * 4 <= Self.mostEnlarged ? 2 : 1
        self.scale = scale
        width = picture.width * scale
        height = picture.height * scale
        let grey = Self.grey(picture)
        let lightened = DarkSurfaces(grey, width: picture.width, height: picture.height).lightened(grey)
        pixels = Self.enlarge(lightened, picture.width, picture.height, scale)
    }

    /// Weights of ITU-R BT.601.
    private static func grey(_ picture: ScreenPicture) -> [UInt8] {
        picture.pixels.withUnsafeBufferPointer { pixels in
            Array(unsafeUninitializedCapacity: pixels.count) { grey, count in
                for index in pixels.indices {
                    let colour = pixels[index]
                    let (red, green, blue) = (colour >> 16 & 0xFF, colour >> 8 & 0xFF, colour & 0xFF)
                    grey[index] = UInt8(truncatingIfNeeded: (red * 77 + green * 150 + blue * 29) >> 8)
                }
                count = pixels.count
            }
        }
    }

    /// Each pixel is mixed of the four that are nearest to its place.
    private static func enlarge(_ grey: [UInt8], _ width: Int, _ height: Int, _ scale: Int) -> [UInt8] {
        guard scale > 1 else { return grey }
        let columns = (0..<(width * scale)).map { Source($0, scale, width) }
        let rows = (0..<(height * scale)).map { Source($0, scale, height) }
        return grey.withUnsafeBufferPointer { grey in
            Array(unsafeUninitializedCapacity: columns.count * rows.count) { target, count in
                for row in rows {
                    let (upper, lower) = (row.first * width, row.second * width)
                    for column in columns {
                        let above = column.mix(grey[upper + column.first], grey[upper + column.second])
                        let below = column.mix(grey[lower + column.first], grey[lower + column.second])
                        let value = (above * (256 - row.weight) + below * row.weight) >> 16
                        target[count] = UInt8(truncatingIfNeeded: value)
                        count += 1
                    }
                }
            }
        }
    }

    /// Between which two pixels of one direction a new one lies.
    private struct Source {
        let first: Int
        let second: Int
        /// Of the second, of 256.
        let weight: Int

        init(_ place: Int, _ scale: Int, _ count: Int) {
            // Pixels are compared by their middles.
            let position = max(0, (place * 2 + 1) * 128 / scale - 128)
            first = min(position >> 8, count - 1)
            second = min(first + 1, count - 1)
            weight = position & 0xFF
        }

        func mix(_ left: UInt8, _ right: UInt8) -> Int { Int(left) * (256 - weight) + Int(right) * weight }
    }
}
