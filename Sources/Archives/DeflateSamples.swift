internal import CLibdeflate
import Glibc

/// Finds out by samples whether it is wasted work to look for what repeats in some bytes.
///
/// Disks are full of what is compressed or encrypted already, and of what has fewer signs than a byte and no order, as
/// base64 has. Such bytes are stored, or coded sign by sign, many times faster than others are compressed.
struct DeflateSamples {
    private static let count = 8
    /// Bytes of a sample.
    private static let size = 4096
    /// Repetitions that save less than this share of what is left without them are chance.
    private static let leastGain = 0.05
    /// Samples with fewer bytes of information, as a share, are mostly filling: what lies between them may be anything.
    private static let leastInformation = 0.5

    private let library: ingot_deflate_functions

    init(_ library: ingot_deflate_functions) {
        self.library = library
    }

    /// The level that some bytes are worth: 0 to store them, 1 to code them sign by sign, else the usual one.
    func level(for bytes: [UInt8]) -> Int {
        let usual = DeflateBlocks.usualLevel
        let distance = bytes.count / Self.count
        guard distance >= Self.size * 4, let quick = library.alloc_compressor(1) else { return usual }
        defer { library.free_compressor(quick) }
        var isNoise = true
        for number in 0..<Self.count {
            let start = number * distance + (distance - Self.size) / 2
            let sample = bytes[start..<start + Self.size]
            let information = Self.information(sample)
            guard information >= Self.leastInformation * Double(Self.size) else { return usual }
            let compressed = compressedSize(sample, quick)
            if Double(compressed) < (1 - Self.leastGain) * information { return usual }
            if compressed < Self.size { isNoise = false }
        }
        return isNoise ? 0 : 1
    }

    private func compressedSize(_ sample: ArraySlice<UInt8>, _ compressor: OpaquePointer) -> Int {
        let bound = library.deflate_compress_bound(compressor, sample.count)
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: bound) { buffer in
            sample.withUnsafeBytes {
                library.deflate_compress(compressor, $0.baseAddress, $0.count, buffer.baseAddress, bound)
            }
        }
    }

    /// The bytes that are needed where each sign is coded by itself (Shannon's entropy of order 0).
    private static func information(_ sample: ArraySlice<UInt8>) -> Double {
        var counts = [Int](repeating: 0, count: 256)
        for byte in sample { counts[Int(byte)] += 1 }
        let total = Double(sample.count)
        return counts.reduce(0) { $1 == 0 ? $0 : $0 + Double($1) * log2(total / Double($1)) } / 8
    }
}
