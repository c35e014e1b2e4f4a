import HostOS
import QMP
import ScreenReading

/// What the machine shows on its screen, as text.
struct MachineScreen: Sendable {
    let monitor: QMPClient
    /// Where QEMU may leave pictures for a moment, as an absolute path.
    let folder: String

    /// Where QEMU's packages put the video BIOS, whose fonts firmware and boot loaders draw with.
    private static let videoBIOSes = [
        "/usr/share/seabios/vgabios-stdvga.bin", "/usr/share/qemu/vgabios-stdvga.bin",
        "/usr/local/share/qemu/vgabios-stdvga.bin",
    ]

    /// The text on the screen; `nil` if it shows none that we can read.
    func text() async throws -> ScreenText? {
        let paths = (picture: HostPath.join(folder, "screen.ppm"), memory: HostPath.join(folder, "screen.memory"))
        defer {
            // They go with the folder at the latest.
            try? HostFiles.remove(paths.picture)
            try? HostFiles.remove(paths.memory)
        }
        try await monitor.dumpScreen(to: paths.picture)
        guard let picture = ScreenPicture(ppm: try HostFiles.read(paths.picture)) else { return nil }
        try await monitor.dumpMemory(
            from: TextModeMemory.address, count: TextModeMemory.size, to: paths.memory)
        if let text = TextModeMemory(try HostFiles.read(paths.memory))?.text(on: picture) { return text }
        var reader = FramebufferReader(fonts: Self.fonts())
        return reader.read(picture)
    }

    private static func fonts() -> [BitmapFont] {
        guard let path = videoBIOSes.first(where: { HostFiles.exists($0) }),
            // A font that cannot be read leaves the text modes, which need none.
            let bytes = try? HostFiles.read(path)
        else { return [] }
        return BitmapFont.pcFonts(in: bytes, name: path)
    }
}
