/// A boot sector that ends QEMU with a known exit status, if the guest's instructions are carried out at all.
///
/// It leaves the BIOS's real mode for protected mode with flat segments, counts, and writes to the
/// `isa-debug-exit` device.
enum ProbeBootSector {
    /// The port of the `isa-debug-exit` device.
    static let exitPort = 0xF4
    /// What the boot sector writes there.
    private static let writtenValue: UInt8 = 0x31
    /// QEMU's status then: the value doubled, plus one.
    static let exitStatus = Int(writtenValue) * 2 + 1

    /// 512 bytes that a BIOS loads to 0x7C00.
    static let bytes: [UInt8] = {
        var sector = realMode + protectedMode
        sector += Array(repeating: 0, count: 56 - sector.count) + descriptors + descriptorTable
        return sector + Array(repeating: 0, count: 510 - sector.count) + [0x55, 0xAA]
    }()

    private static let realMode: [UInt8] = [
        0xFA,  // cli
        0x31, 0xC0,  // xor ax, ax
        0x8E, 0xD8,  // mov ds, ax
        0x0F, 0x01, 0x16, 0x50, 0x7C,  // lgdt [descriptorTable]
        0x0F, 0x20, 0xC0,  // mov eax, cr0
        0x66, 0x83, 0xC8, 0x01,  // or eax, 1
        0x0F, 0x22, 0xC0,  // mov cr0, eax
        0xEA, 0x19, 0x7C, 0x08, 0x00,  // jmp 0x08:protectedMode
    ]

    private static let protectedMode: [UInt8] = [
        0x66, 0xB8, 0x10, 0x00,  // mov ax, 0x10
        0x8E, 0xD8,  // mov ds, ax
        0xB9, 0x00, 0x00, 0x01, 0x00,  // mov ecx, 0x10000
        0xE2, 0xFE,  // loop to itself
        0xBA, UInt8(exitPort), 0x00, 0x00, 0x00,  // mov edx, exitPort
        0xB8, writtenValue, 0x00, 0x00, 0x00,  // mov eax, writtenValue
        0xEF,  // out dx, eax
        0xF4,  // hlt
        0xEB, 0xFD,  // jmp to the hlt
    ]

    /// At 0x7C38: none, code and data over all 4 GiB.
    private static let descriptors: [UInt8] = [
        0, 0, 0, 0, 0, 0, 0, 0,
        0xFF, 0xFF, 0, 0, 0, 0x9A, 0xCF, 0,
        0xFF, 0xFF, 0, 0, 0, 0x92, 0xCF, 0,
    ]

    /// At 0x7C50: the length less one and the address of the descriptors.
    private static let descriptorTable: [UInt8] = [0x17, 0x00, 0x38, 0x7C, 0x00, 0x00]
}
