import HostOS
import JSONText
import QMP
import ScreenReading

/// The fonts in a guest's own memory, where its kernel keeps the one that its console is drawn with.
///
/// The usual fonts are known; this finds the ones that a distribution has made or changed for itself.
struct GuestFonts: Sendable {
    let monitor: QMPClient
    /// Where QEMU may leave pieces of the memory for a moment.
    let folder: String

    /// Kernels lie in the first part of the memory, if anywhere at random.
    private static let searched = 1 << 30
    /// What is looked at in one go, in bytes: QEMU does nothing else meanwhile.
    private static let piece = 16 << 20
    private static let mostFonts = 8

    /// The distinct fonts that were found within that time.
    func find(within patience: Duration) async throws -> [BitmapFont] {
        let end = min(Self.searched, try await memorySize())
        let deadline = ContinuousClock.now.advanced(by: patience)
        var fonts: [BitmapFont] = []
        // From 1 MiB on: the video BIOS below is known.
        var address = 1 << 20
        while address < end, fonts.count < Self.mostFonts, ContinuousClock.now < deadline {
            let bytes = try await memory(from: address, count: min(Self.piece, end - address))
            for font in Self.fonts(in: bytes) where !fonts.contains(where: { $0.glyphs == font.glyphs }) {
                fonts.append(font)
            }
            address += Self.piece
        }
        return fonts
    }

    private func memorySize() async throws -> Int {
        try await monitor.execute("query-memory-size-summary")["base-memory"]?.int ?? 0
    }

    private func memory(from address: Int, count: Int) async throws -> [UInt8] {
        let path = HostPath.join(folder, "screen.fonts")
        // It goes with the folder at the latest.
        defer { try? HostFiles.remove(path) }
        try await monitor.dumpMemory(from: UInt64(address), count: count, to: path)
        return try HostFiles.read(path)
    }

    /// The fonts in a piece of memory; one over the piece's end is missed.
    ///
    /// These are fonts that were loaded into Linux's console, and 8 by 16 fonts with the letters of a video BIOS.
    static func fonts(in bytes: [UInt8]) -> [BitmapFont] {
        let cell = 16
        var fonts = BitmapFont.linuxFonts(in: bytes, name: "the guest's memory")
        var start = 0
        while let letter = ByteSearch.first(letterA, in: bytes, from: start), fonts.count < mostFonts {
            start = letter + 1
            let first = letter - Int(UInt8(ascii: "A")) * cell
            guard first >= 0, first + 256 * cell <= bytes.count else { continue }
            fonts += BitmapFont.pcFonts(in: Array(bytes[first..<(first + 256 * cell)]), name: "the guest's memory")
                .filter { $0.height == cell }
        }
        return fonts
    }

    /// The letter A of an 8 by 16 font, the same in Linux and in the video BIOS since the VGA.
    private static let letterA: [UInt8] = [
        0x00, 0x00, 0x10, 0x38, 0x6C, 0xC6, 0xC6, 0xFE, 0xC6, 0xC6, 0xC6, 0xC6, 0x00, 0x00, 0x00, 0x00,
    ]
}
