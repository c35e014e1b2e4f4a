import HostOS
import TestSupport

/// A machine that shows a text on its screen and then stands still: what a stuck installer or system looks like.
struct TalkingMachine {
    /// At most 470 characters; frames of dialogs are written in their Unicode characters.
    let text: String

    /// Replaces the disk that the template builds from.
    func putDisk(in ingot: IngotFixture) throws {
        let disk = sector + [UInt8](repeating: 0, count: (1 << 20) - sector.count)
        try HostFiles.write(disk, to: ingot.directory + "/disk.img")
    }

    /// 512 bytes that a BIOS loads to 0x7C00 and runs in real mode.
    private var sector: [UInt8] {
        let program: [UInt8] = [
            0xFA,  // cli
            0x31, 0xC0,  // xor ax, ax
            0x8E, 0xD8,  // mov ds, ax
            0x8E, 0xD0,  // mov ss, ax
            0xBC, 0x00, 0x7C,  // mov sp, 0x7C00
            0xFC,  // cld
            0xB8, 0x03, 0x00,  // mov ax, 3: text mode
            0xCD, 0x10,  // int 0x10
            0xBB, 0x07, 0x00,  // mov bx, 7: page 0, grey
            0xBE, 0x24, 0x7C,  // mov si, text
            0xAC,  // next: lodsb
            0x84, 0xC0,  // test al, al
            0x74, 0x06,  // jz stop
            0xB4, 0x0E,  // mov ah, 0x0E: teletype
            0xCD, 0x10,  // int 0x10
            0xEB, 0xF5,  // jmp next
            0xF4,  // stop: hlt
            0xEB, 0xFD,  // jmp stop
        ]
        let words = text.unicodeScalars.prefix(470).flatMap { scalar -> [UInt8] in
            scalar == "\n" ? [13, 10] : [Self.frames[scalar] ?? UInt8(truncatingIfNeeded: scalar.value)]
        }
        let content = (program + words).prefix(509)
        return content + [UInt8](repeating: 0, count: 510 - content.count) + [0x55, 0xAA]
    }

    /// In code page 437.
    private static let frames: [Unicode.Scalar: UInt8] = [
        "│": 0xB3, "┤": 0xB4, "┐": 0xBF, "└": 0xC0, "├": 0xC3, "─": 0xC4, "┘": 0xD9, "┌": 0xDA,
    ]
}

/// A machine that does nothing but write to its disk, track after track, until it is stopped.
struct WritingMachine {
    /// Replaces the disk that the template builds from.
    func putDisk(in ingot: IngotFixture) throws {
        let program: [UInt8] = [
            0xFA,  // cli
            0x31, 0xC0,  // xor ax, ax
            0x8E, 0xD8,  // mov ds, ax
            0x8E, 0xD0,  // mov ss, ax
            0xBC, 0x00, 0x7C,  // mov sp, 0x7C00
            0xB8, 0x00, 0xF0,  // mov ax, 0xF000: the firmware, since zeros need no room
            0x8E, 0xC0,  // mov es, ax
            0x31, 0xDB,  // xor bx, bx
            0xB5, 0x01,  // mov ch, 1: the cylinder
            0xB8, 0x3F, 0x03,  // next: mov ax, 0x033F: write 63 sectors
            0xB1, 0x01,  // mov cl, 1: from the first one
            0xB6, 0x00,  // mov dh, 0: with the first head
            0xB2, 0x80,  // mov dl, 0x80: of the first disk
            0xCD, 0x13,  // int 0x13
            0xFE, 0xC5,  // inc ch
            0xEB, 0xF1,  // jmp next
        ]
        let sector = program + [UInt8](repeating: 0, count: 510 - program.count) + [0x55, 0xAA]
        let disk = sector + [UInt8](repeating: 0, count: (1 << 20) - sector.count)
        try HostFiles.write(disk, to: ingot.directory + "/disk.img")
    }
}
