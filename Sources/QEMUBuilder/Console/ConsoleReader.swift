import HostOS
import ScreenReading

/// Reads consoles that are drawn in pixels, with the fonts that this host has.
struct ConsoleReader: Sendable {
    /// The fonts of the video BIOS, with which almost all consoles are drawn or nearly so.
    private var usual = FramebufferReader(fonts: ConsoleFonts.videoBIOS())
    /// GRUB's, which are many and are read when the usual ones do not explain a picture.
    private var further: FramebufferReader?

    /// How often the guest's memory is searched: its kernel may not have started when it first is.
    private var searchesLeft = 3
    /// How long each of these searches may take.
    private let patience: Duration

    /// Less than this, and the console is drawn with a font that is known in part only.
    private static let goodConfidence = 0.97

    /// - Parameter patience: how long fonts are looked for in the guest's memory at a time.
    init(patience: Duration) {
        self.patience = patience
    }

    /// The text on a picture, fonts being looked for in the guest's memory where those of the host do not do.
    mutating func read(_ picture: ScreenPicture, learningFrom guest: GuestFonts) async throws -> ScreenText? {
        let text = read(picture)
        guard text?.confidence ?? 0 < Self.goodConfidence, searchesLeft > 0, picture.hasContent else { return text }
        searchesLeft -= 1
        let fonts = try await guest.find(within: patience)
        guard !fonts.isEmpty else { return text }
        var learned = FramebufferReader(fonts: fonts + ConsoleFonts.videoBIOS())
        guard let better = learned.read(picture), better.confidence > text?.confidence ?? 0 else { return text }
        usual = learned
        return better
    }

    /// The text on a picture; `nil` if no font explains it.
    mutating func read(_ picture: ScreenPicture) -> ScreenText? {
        if let text = usual.read(picture) { return text }
        var reader = further ?? FramebufferReader(fonts: ConsoleFonts.grub())
        defer { further = reader }
        return reader.read(picture)
    }
}

/// Fonts in files of this host.
///
/// None of them is part of this program: they have licences of their own.
enum ConsoleFonts {
    /// Where QEMU's packages put the video BIOS, whose fonts firmware and boot loaders draw with.
    private static let videoBIOSes = [
        "/usr/share/seabios/vgabios-stdvga.bin", "/usr/share/qemu/vgabios-stdvga.bin",
        "/usr/local/share/qemu/vgabios-stdvga.bin",
    ]
    /// Where GRUB's packages and installations put the font of its graphics terminal.
    private static let grubFonts = [
        "/usr/share/grub/unicode.pf2", "/boot/grub/fonts/unicode.pf2", "/boot/grub2/fonts/unicode.pf2",
        "/usr/share/grub2/unicode.pf2",
    ]
    /// A larger file is no font, in bytes.
    private static let largestFile = 64 << 20

    static func videoBIOS() -> [BitmapFont] {
        first(of: videoBIOSes).map { BitmapFont.pcFonts(in: $0.bytes, name: $0.path) } ?? []
    }

    static func grub() -> [BitmapFont] {
        first(of: grubFonts).flatMap { BitmapFont(pff2: $0.bytes, name: $0.path) }.map { [$0] } ?? []
    }

    private static func first(of paths: [String]) -> (path: String, bytes: [UInt8])? {
        guard let path = paths.first(where: { HostFiles.exists($0) }),
            // A font that cannot be read leaves the text modes, which need none.
            let bytes = try? HostFiles.read(path, limit: largestFile)
        else { return nil }
        return (path, bytes)
    }
}
