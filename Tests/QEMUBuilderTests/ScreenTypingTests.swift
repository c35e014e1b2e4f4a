import BootCommand
import ComponentAPI
import HostOS
import QEMU
import ScreenReading
import TestSupport
import Testing

@testable import QEMUBuilder

private let hasQEMU = HostEnvironment.find(executable: "qemu-system-x86_64") != nil
private let tinyISO = HostEnvironment.variable("INGOT_TINY_ISO")

/// Boot sectors of our own and a real boot loader, typed into through QEMU's monitor while their screens are watched.
@Suite(.enabled(if: hasQEMU, "qemu-system-x86_64 is not installed"), .serialized)
struct ScreenTypingTests {
    /// Echoes each key by the BIOS, and writes it to QEMU's debug console.
    static let echo: [UInt8] = [
        0x30, 0xE4,  // xor ah, ah
        0xCD, 0x16,  // int 0x16
        0xE6, 0xE9,  // out 0xE9, al
        0xB4, 0x0E,  // mov ah, 0x0E
        0x31, 0xDB,  // xor bx, bx
        0xCD, 0x10,  // int 0x10
        0xEB, 0xF2,  // jmp to the beginning
    ]

    /// The same without an echo on the screen.
    static let silent: [UInt8] = [0x30, 0xE4, 0xCD, 0x16, 0xE6, 0xE9, 0xEB, 0xF8]

    static let text = String(
        String(repeating: "install url=http://10.0.2.2:8000/Preseed.cfg AUTO=\"true\" -- x ", count: 12).prefix(700))

    @Test(.timeLimit(.minutes(10)))
    func `a long line is typed as fast as the guest echoes it, over the screen's end`() async throws {
        try await withSector(Self.echo) { guest in
            let record = try await guest.type(Self.text)
            #expect(try guest.console() == Self.text)
            #expect(record.verified == 700 && record.unseen == 0, "\(record)")
        }
    }

    @Test(.timeLimit(.minutes(10)))
    func `where nothing echoes, all arrives as well`() async throws {
        try await withSector(Self.silent) { guest in
            let record = try await guest.type("a secret Password")
            try await guest.waitForConsole(17)
            #expect(try guest.console() == "a secret Password")
            #expect(record.verified == 0)
        }
    }

    @Test(.timeLimit(.minutes(10)))
    func `every key of a US keyboard gives its character`() async throws {
        let all = String((0x20..<0x7F).compactMap { Unicode.Scalar($0).map { Character($0) } })
        try await withSector(Self.echo) { guest in
            _ = try await guest.type(all)
            #expect(try guest.console() == all)
        }
    }

    @Test(.enabled(if: tinyISO != nil, "INGOT_TINY_ISO names no installer"), .timeLimit(.minutes(10)))
    func `a boot loader's prompt is waited for, and its answer`() async throws {
        try await TypedGuest.with({
            $0.bootsFromCDROM = true
            $0.cdroms = [tinyISO ?? ""]
        }) { guest in
            let record = try await guest.type(
                "<waitText 'boot:' 60s><waitScreenStill 500ms>nonsense \(Self.text.prefix(400))<enter>"
                    + "<waitText 'No such file or directory' 60s>", isReady: true)
            #expect(record.verified == 409, "\(record)")
        }
    }

    private func withSector(_ code: [UInt8], _ body: (TypedGuest) async throws -> Void) async throws {
        try await withTemporaryDirectory { folder in
            let sector = HostPath.join(folder, "sector")
            try HostFiles.write(code + Array(repeating: 0, count: 510 - code.count) + [0x55, 0xAA], to: sector)
            try await TypedGuest.with({ $0.disks = [.init(path: sector, format: "raw")] }, body)
        }
    }
}
