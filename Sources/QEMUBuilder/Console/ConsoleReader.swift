import HostOS
import ScreenReading

/// Reads what is drawn in pixels.
///
/// The reader knows the usual fonts of consoles. Where one is drawn with another, its letters are compared with those
/// of this host's video BIOS, and fonts are looked for in the guest's memory. What is no console is read optically,
/// where the template asks for that.
struct ConsoleReader: Sendable {
    private var reader = FramebufferReader(fonts: ConsoleFonts.videoBIOS())

    /// How often the guest's memory is searched: its kernel may not have started when it first is.
    private var searchesLeft = 3
    /// How long each of these searches may take.
    private let patience: Duration
    private let optical: OpticalSight?

    /// Less than this, and the console is drawn with a font that is known in part only.
    private static let goodConfidence = 0.97

    /// - Parameter patience: how long fonts are looked for in the guest's memory at a time.
    init(patience: Duration, optical: OpticalSight?) {
        self.patience = patience
        self.optical = optical
    }

    /// The text on a picture.
    mutating func read(_ picture: ScreenPicture, learningFrom guest: GuestFonts) async throws -> ScreenText? {
        if let text = try await readConsole(picture, learningFrom: guest) { return text }
        return try await optical?.text(on: picture)
    }

    /// The text of a console, fonts being looked for in the guest's memory where those of the host do not do.
    private mutating func readConsole(
        _ picture: ScreenPicture, learningFrom guest: GuestFonts
    ) async throws -> ScreenText? {
        let text = reader.read(picture)
        guard text?.confidence ?? 0 < Self.goodConfidence, searchesLeft > 0, picture.hasContent,
            picture.hasFewColours
        else { return text }
        searchesLeft -= 1
        let fonts = try await guest.find(within: patience)
        guard !fonts.isEmpty else { return text }
        var learned = FramebufferReader(fonts: fonts + ConsoleFonts.videoBIOS())
        guard let better = learned.read(picture), better.confidence > text?.confidence ?? 0 else { return text }
        reader = learned
        return better
    }
}

/// Fonts in files of this host.
///
/// None of them is part of this program: they have licences of their own.
enum ConsoleFonts {
    /// Where QEMU's packages put the video BIOS, whose fonts most others resemble.
    private static let videoBIOSes = [
        "/usr/share/seabios/vgabios-stdvga.bin", "/usr/share/qemu/vgabios-stdvga.bin",
        "/usr/local/share/qemu/vgabios-stdvga.bin",
    ]
    /// A larger file is no font, in bytes.
    private static let largestFile = 64 << 20

    static func videoBIOS() -> [BitmapFont] {
        first(of: videoBIOSes).map { BitmapFont.pcFonts(in: $0.bytes, name: $0.path) } ?? []
    }

    private static func first(of paths: [String]) -> (path: String, bytes: [UInt8])? {
        guard let path = paths.first(where: { HostFiles.exists($0) }),
            // A font that cannot be read leaves the text modes, which need none.
            let bytes = try? HostFiles.read(path, limit: largestFile)
        else { return nil }
        return (path, bytes)
    }
}
