/// A boot sector that ends QEMU with a known exit status, if the guest's instructions are carried out at all.
///
/// It goes the way of every kernel of today: from the BIOS's real mode to protected mode with flat segments, and with
/// paging to long mode (Intel SDM volume 3A, section 9.8.5). There it counts to sixteen million, which takes a
/// processor some ten milliseconds, and writes to the `isa-debug-exit` device. A KVM that is itself emulated may carry
/// out all of it, but so slowly that a kernel never comes up: it does not get to the end in time.
enum ProbeBootSector {
    /// The port of the `isa-debug-exit` device.
    static let exitPort = 0xF4
    /// What the boot sector writes there.
    private static let writtenValue: UInt8 = 0x31
    /// QEMU's status then: the value doubled, plus one.
    static let exitStatus = Int(writtenValue) * 2 + 1

    /// 512 bytes that a BIOS loads to 0x7C00.
    static let bytes: [UInt8] = {
        var sector = realMode + protectedMode + longMode
        sector += Array(repeating: 0, count: 0x98 - sector.count) + descriptors + descriptorTable
        return sector + Array(repeating: 0, count: 510 - sector.count) + [0x55, 0xAA]
    }()

    private static let realMode: [UInt8] = [
        0xFA,  // cli
        0x31, 0xC0,  // xor ax, ax
        0x8E, 0xD8,  // mov ds, ax
        0x0F, 0x01, 0x16, 0xB8, 0x7C,  // lgdt [descriptorTable]
        0x0F, 0x20, 0xC0,  // mov eax, cr0
        0x66, 0x83, 0xC8, 0x01,  // or eax, 1
        0x0F, 0x22, 0xC0,  // mov cr0, eax
        0xEA, 0x19, 0x7C, 0x08, 0x00,  // jmp 0x08:protectedMode
    ]

    /// Page tables at 0x1000, 0x2000 and 0x3000 map the first 2 MiB to themselves.
    private static let protectedMode: [UInt8] = [
        0x66, 0xB8, 0x10, 0x00,  // mov ax, 0x10
        0x8E, 0xD8,  // mov ds, ax
        0x8E, 0xC0,  // mov es, ax
        0xBF, 0x00, 0x10, 0x00, 0x00,  // mov edi, 0x1000
        0x31, 0xC0,  // xor eax, eax
        0xB9, 0x00, 0x0C, 0x00, 0x00,  // mov ecx, 0xC00
        0xFC,  // cld
        0xF3, 0xAB,  // rep stosd
        0xC7, 0x05, 0x00, 0x10, 0x00, 0x00, 0x03, 0x20, 0x00, 0x00,  // mov dword [0x1000], 0x2003
        0xC7, 0x05, 0x00, 0x20, 0x00, 0x00, 0x03, 0x30, 0x00, 0x00,  // mov dword [0x2000], 0x3003
        0xC7, 0x05, 0x00, 0x30, 0x00, 0x00, 0x83, 0x00, 0x00, 0x00,  // mov dword [0x3000], 0x83
        0xB8, 0x00, 0x10, 0x00, 0x00,  // mov eax, 0x1000
        0x0F, 0x22, 0xD8,  // mov cr3, eax
        0xB8, 0x20, 0x00, 0x00, 0x00,  // mov eax, 0x20 (physical address extension)
        0x0F, 0x22, 0xE0,  // mov cr4, eax
        0xB9, 0x80, 0x00, 0x00, 0xC0,  // mov ecx, 0xC0000080 (extended features)
        0x0F, 0x32,  // rdmsr
        0x80, 0xCC, 0x01,  // or ah, 1 (long mode)
        0x0F, 0x30,  // wrmsr
        0x0F, 0x20, 0xC0,  // mov eax, cr0
        0x0D, 0x00, 0x00, 0x00, 0x80,  // or eax, 0x80000000 (paging)
        0x0F, 0x22, 0xC0,  // mov cr0, eax
        0xEA, 0x7C, 0x7C, 0x00, 0x00, 0x18, 0x00,  // jmp 0x18:longMode
    ]

    private static let longMode: [UInt8] = [
        0xB9, 0x00, 0x00, 0x00, 0x01,  // mov ecx, 0x1000000
        0xE2, 0xFE,  // loop to itself
        0xBA, UInt8(exitPort), 0x00, 0x00, 0x00,  // mov edx, exitPort
        0xB8, writtenValue, 0x00, 0x00, 0x00,  // mov eax, writtenValue
        0xEF,  // out dx, eax
        0xF4,  // hlt
        0xEB, 0xFD,  // jmp to the hlt
    ]

    /// At 0x7C98: none, code and data over all 4 GiB, code of long mode.
    private static let descriptors: [UInt8] = [
        0, 0, 0, 0, 0, 0, 0, 0,
        0xFF, 0xFF, 0, 0, 0, 0x9A, 0xCF, 0,
        0xFF, 0xFF, 0, 0, 0, 0x92, 0xCF, 0,
        0, 0, 0, 0, 0, 0x9A, 0x20, 0,
    ]

    /// At 0x7CB8: the length less one and the address of the descriptors.
    private static let descriptorTable: [UInt8] = [0x1F, 0x00, 0x98, 0x7C, 0x00, 0x00]
}
