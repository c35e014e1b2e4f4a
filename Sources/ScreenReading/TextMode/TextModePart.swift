/// The part of a text mode's memory that is on the screen.
public struct TextModePart: Hashable, Sendable {
    /// Where it begins, in bytes from ``TextModeMemory/address``.
    public let start: Int
    public let columns: Int
    public let rows: Int

    /// Its size in bytes.
    public var size: Int { columns * rows * 2 }
    /// Where it begins in the guest's physical address space.
    public var address: UInt64 { TextModeMemory.address + UInt64(start) }

    /// Whether a picture has a size that text modes have.
    public static func mayBe(on picture: ScreenPicture) -> Bool {
        !CellGrid.textModes(of: picture).isEmpty
    }

    /// The text in the part's bytes; `nil` if they are not ``size`` bytes.
    public func text(_ bytes: [UInt8]) -> ScreenText? {
        guard bytes.count == size else { return nil }
        var characters: [Character] = []
        var attributes: [CellAttributes] = []
        characters.reserveCapacity(columns * rows)
        attributes.reserveCapacity(columns * rows)
        for offset in stride(from: 0, to: size, by: 2) {
            let colours = Int(bytes[offset + 1])
            characters.append(CodePage437.characters[Int(bytes[offset])])
            attributes.append(
                CellAttributes(
                    foreground: Self.palette[colours & 0x0F], background: Self.palette[(colours >> 4) & 0x07]))
        }
        return ScreenText(columns: columns, rows: rows, characters: characters, attributes: attributes)
    }

    /// The sixteen colours that a PC's firmware sets up, as `0x00RRGGBB`.
    private static let palette: [UInt32] = [
        0x000000, 0x0000AA, 0x00AA00, 0x00AAAA, 0xAA0000, 0xAA00AA, 0xAA5500, 0xAAAAAA,
        0x555555, 0x5555FF, 0x55FF55, 0x55FFFF, 0xFF5555, 0xFF55FF, 0xFFFF55, 0xFFFFFF,
    ]
}
