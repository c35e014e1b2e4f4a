import BootCommand
import HostOS
import QEMU
import RFB
import TestSupport
import Testing

@testable import QEMUBuilder

private let hasQEMU = HostEnvironment.find(executable: "qemu-system-x86_64") != nil

/// Boot sectors of our own in a real machine, looked at and typed into over VNC.
@Suite(.enabled(if: hasQEMU, "qemu-system-x86_64 is not installed"), .serialized)
struct KeyboardTests {
    /// Asks the BIOS for keys and writes each to QEMU's debug console (port 0xE9), after a `!` to begin with.
    static let echo: [UInt8] = [
        0xB0, 0x21,  // mov al, '!'
        0xE6, 0xE9,  // out 0xE9, al
        0x30, 0xE4,  // xor ah, ah
        0xCD, 0x16,  // int 0x16
        0xEB, 0xF8,  // jmp to the out
    ]

    /// Goes from text to 320x200 and back for ever, 0.2 s each, and writes `m` before each change.
    static let modes: [UInt8] = [
        0xB0, 0x6D, 0xE6, 0xE9,  // 'm' to port 0xE9
        0xB8, 0x13, 0x00, 0xCD, 0x10,  // mode 0x13
        0xB4, 0x86, 0xB9, 0x03, 0x00, 0x31, 0xD2, 0xCD, 0x15,  // wait 0.2 s
        0xB8, 0x03, 0x00, 0xCD, 0x10,  // mode 3
        0xB4, 0x86, 0xB9, 0x03, 0x00, 0x31, 0xD2, 0xCD, 0x15,  // wait 0.2 s
        0xEB, 0xDE,  // jmp to the beginning
    ]

    @Test(.timeLimit(.minutes(10)))
    func `a thousand characters arrive in order`() async throws {
        let letters = "abcdefghijklmnopqrstuvwxyz0123456789 -=/.,ABCXYZ:?_"
        let text = String(String(repeating: letters, count: 20).prefix(1000))
        try await withSector(Self.echo) { client, console in
            try await console.wait { $0.contains("!") }
            try await BootTypist().type(BootCommand.parse(text).command, on: client)
            try await console.wait { $0.count >= 1001 }
            #expect(try console.text == "!" + text)
        }
    }

    @Test(.timeLimit(.minutes(10)))
    func `a change of the video mode keeps the connection`() async throws {
        try await withSector(Self.modes) { client, console in
            try await console.wait { $0.count >= 1 }
            var sizes: Set<Int> = []
            while sizes.count < 2 { sizes.insert(try await client.capture().width) }
            try await client.send(keysym: 0x61, isDown: true)
            #expect(sizes.count >= 2)
        }
    }

    /// What the machine wrote to its debug console.
    struct Console: Sendable {
        var path: String
        var text: String {
            get throws { HostFiles.exists(path) ? try HostFiles.readText(path) : "" }
        }

        func wait(until condition: @Sendable (String) -> Bool) async throws {
            try await waitForText(in: path, until: condition)
        }
    }

    func withSector(
        _ code: [UInt8], _ body: (RFBClient, Console) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { folder in
            let sector = HostPath.join(folder, "sector")
            try HostFiles.write(code + Array(repeating: 0, count: 510 - code.count) + [0x55, 0xAA], to: sector)
            let screen = HostPath.join(folder, "vnc")
            let console = Console(path: HostPath.join(folder, "console"))
            var machine = MachineDescription(
                name: "sector", screen: .unixSocket(screen), monitorSocket: HostPath.join(folder, "qmp"))
            machine.display = "none"
            machine.bootsFromCDROM = false
            machine.diskInterface = .ide
            machine.disks = [.init(path: sector, format: "raw")]
            let line = CommandLine(machine).applying(
                qemuargs: [["-debugcon", "file:\(console.path)"]], netDevice: machine.netDevice)
            let program = try await QEMUProgram.find("qemu-system-x86_64")
            try await withMachine(
                program, line, monitorSocket: machine.monitorSocket, ledger: MemoryLedger()
            ) { _ in
                try await withRFBClient(over: try await SocketStream.connect(unixPath: screen)) { client in
                    try await body(client, console)
                }
            }
        }
    }
}
