import HostOS
import ScreenReading
import Testing

/// Reads pictures that real guests have shown; `Tests/Fixtures/screens/README.md` tells how they were made.
struct ScreenCorpusTests {
    static let folder = HostPath.join(HostPath.dirname(#filePath), "../Fixtures/screens")

    static let names: [String] = {
        // An empty list fails the test below.
        let files = (try? HostFiles.list(folder)) ?? []
        return files.filter { $0.hasSuffix(".png") }.map { String($0.dropLast(4)) }.sorted()
    }()

    @Test("there is a screen of every kind of guest")
    func isComplete() {
        for guest in [
            "efifb", "vesafb", "bochs", "virtio", "grub", "vesamenu", "uefi", "systemd-boot", "installer", "memtest",
            "seabios", "ipxe", "uefi-network", "font",
        ] {
            #expect(Self.names.contains { $0.hasPrefix(guest) }, "\(guest)")
        }
    }

    @Test("every character of a screen is read, without a font on the host", arguments: names)
    func readsScreen(name: String) throws {
        let path = Self.folder + "/" + name
        let picture = try #require(ScreenPicture(png: try HostFiles.read(path + ".png")))
        let shown = String(decoding: try HostFiles.read(path + ".txt"), as: UTF8.self)
        var reader = FramebufferReader()
        let reading = reader.read(picture)
        let text = try #require(reading)
        let lines = shown.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
        #expect(withoutMargin(text.lines) == withoutMargin(lines))
        #expect(text.confidence > 0.95)
    }

    @Test("a graphical installer is no console", arguments: ["language", "menu"])
    func refusesWindows(page: String) throws {
        let path = HostPath.join(Self.folder, "../optical/debian-gtk-\(page).png")
        var reader = FramebufferReader()
        let reading = reader.read(try #require(ScreenPicture(png: try HostFiles.read(path))))
        #expect(reading == nil)
    }

    /// Lines without the empty ones around them and without the indentation that all of them have.
    private func withoutMargin(_ lines: [String]) -> [String] {
        let indent = lines.filter { !isEmpty($0) }.map { $0.prefix { $0 == " " }.count }.min() ?? 0
        let shown = lines.drop(while: isEmpty).reversed().drop(while: isEmpty).reversed()
        return shown.map { isEmpty($0) ? "" : String($0.dropFirst(indent)) }
    }

    private func isEmpty(_ line: String) -> Bool { line.allSatisfy { $0 == " " } }
}
