internal import CLibdeflate
import HostOS
import Synchronization

/// Blocks of bytes to members of gzip's format (RFC 1952), which depend on nothing but the bytes and the level.
struct DeflateBlocks: Sendable {
    /// How a member is framed.
    enum Framing: Sendable {
        case plain
        /// With an extra field that tells the member's length.
        case bgzf

        var header: [UInt8] {
            switch self {
            // Neither a time nor a system is told.
            case .plain: [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
            case .bgzf: [0x1F, 0x8B, 8, 4, 0, 0, 0, 0, 0, 255, 6, 0, 0x42, 0x43, 2, 0, 0, 0]
            }
        }

        /// Bytes of one member's contents; what bgzf's readers expect.
        fileprivate var blockSize: Int { self == .plain ? 1 << 20 : 0xFF00 }
        /// What stands at the end of the whole.
        var end: [UInt8] {
            self == .plain ? [] : header[..<16] + [27, 0, 3, 0] + [UInt8](repeating: 0, count: 8)
        }
    }

    /// libdeflate's usual level, 6, makes files of programs and texts 5 % smaller, and takes half as long again for
    /// programs and three times as long for lists of numbers.
    static let usualLevel = 4

    let framing: Framing
    /// 1 to 9; `nil` for what the bytes are worth, up to ``usualLevel``.
    let level: Int?
    private let blockSize: Int
    /// Bytes that one thread compresses at a time: whole members, about 1 MiB.
    let pieceSize: Int
    private let zeros = ZeroMember()

    /// - Parameter blockSize: bytes of a member's contents; `nil` for those of the framing.
    init(framing: Framing, level: Int?, blockSize: Int? = nil) {
        self.framing = framing
        self.level = level
        self.blockSize = blockSize ?? framing.blockSize
        pieceSize = blockSize ?? framing.blockSize * ((1 << 20) / framing.blockSize)
    }

    /// The members for a piece of any size; no bytes are one empty member.
    func compress(_ piece: [UInt8]) throws -> [UInt8] {
        let library = try Self.library()
        let compressor = try Self.compressor(library, level: level(for: piece))
        defer { library.free_compressor(compressor) }
        guard piece.count > blockSize else { return try member(piece[...], library, compressor) }
        var result: [UInt8] = []
        var rest = piece[...]
        while !rest.isEmpty {
            result += try member(rest.prefix(blockSize), library, compressor)
            rest = rest.dropFirst(blockSize)
        }
        return result
    }

    /// The level at which a piece is compressed.
    func level(for piece: [UInt8]) throws -> Int {
        try level ?? DeflateSamples(Self.library()).level(for: piece)
    }

    private static func compressor(_ library: ingot_deflate_functions, level: Int) throws -> OpaquePointer {
        guard let compressor = library.alloc_compressor(Int32(level)) else {
            throw ArchiveError(operation: "compress", path: "a block", reason: "there is no memory for it")
        }
        return compressor
    }

    private static func library() throws -> ingot_deflate_functions {
        guard let library = ingot_deflate()?.pointee else {
            throw ArchiveError.missing("libdeflate", package: "libdeflate0", "compress", "a block")
        }
        return library
    }

    /// A whole block of zeros, which disks are full of, is compressed once, whatever the rest of its piece is worth.
    private func member(
        _ block: ArraySlice<UInt8>, _ library: ingot_deflate_functions, _ compressor: OpaquePointer
    ) throws -> [UInt8] {
        guard block.count == blockSize, block.withUnsafeBytes(ByteSearch.isZero) else {
            return made(block, library, compressor)
        }
        return try zeros.value {
            let compressor = try Self.compressor(library, level: level ?? Self.usualLevel)
            defer { library.free_compressor(compressor) }
            return made(block, library, compressor)
        }
    }

    private func made(
        _ block: ArraySlice<UInt8>, _ library: ingot_deflate_functions, _ compressor: OpaquePointer
    ) -> [UInt8] {
        let header = framing.header
        let bound = library.deflate_compress_bound(compressor, block.count)
        let checksum = block.withUnsafeBytes { library.crc32(0, $0.baseAddress, $0.count) }
        return [UInt8](unsafeUninitializedCapacity: header.count + bound + 8) { buffer, filled in
            _ = buffer.initialize(fromContentsOf: header)
            let count = block.withUnsafeBytes { source in
                library.deflate_compress(
                    compressor, source.baseAddress, source.count, buffer.baseAddress.map { $0 + header.count }, bound)
            }
            filled = header.count + count + 8
            Self.put(checksum, in: buffer, at: header.count + count)
            Self.put(UInt32(truncatingIfNeeded: block.count), in: buffer, at: header.count + count + 4)
            guard framing == .bgzf else { return }
            buffer[16] = UInt8(truncatingIfNeeded: filled - 1)
            buffer[17] = UInt8(truncatingIfNeeded: (filled - 1) >> 8)
        }
    }

    private static func put(_ number: UInt32, in buffer: UnsafeMutableBufferPointer<UInt8>, at offset: Int) {
        for index in 0..<4 {
            buffer.initializeElement(at: offset + index, to: UInt8(truncatingIfNeeded: number >> (8 * index)))
        }
    }
}

/// The member of a block of zeros.
private final class ZeroMember: Sendable {
    private let bytes = Mutex<[UInt8]?>(nil)

    func value(_ make: () throws -> [UInt8]) rethrows -> [UInt8] {
        if let known = bytes.withLock({ $0 }) { return known }
        let value = try make()
        bytes.withLock { $0 = value }
        return value
    }
}
