import BootCommand
import HostOS
import QEMU
import QMP
import TestSupport

@testable import QEMUBuilder

/// A real machine at which is typed while its screen is watched.
struct TypedGuest: Sendable {
    let machine: RunningMachine
    /// Where the files `serial` and `console` are, what the guest writes to its serial port and QEMU's debug console.
    let folder: String

    /// Runs a machine that boots from its disk, unless `change` has it otherwise.
    static func with(
        _ change: (inout MachineDescription) -> Void, _ body: (TypedGuest) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { folder in
            var machine = MachineDescription(
                name: "screen", screen: .unixSocket(HostPath.join(folder, "vnc")),
                monitorSocket: HostPath.join(folder, "qmp"))
            machine.display = "none"
            machine.bootsFromCDROM = false
            machine.diskInterface = .ide
            machine.serialLog = HostPath.join(folder, "serial")
            change(&machine)
            let line = CommandLine(machine).applying(
                qemuargs: [["-debugcon", "file:\(HostPath.join(folder, "console"))"]], netDevice: machine.netDevice)
            let program = try await QEMUProgram.find("qemu-system-x86_64")
            try await withMachine(
                program, line, monitorSocket: machine.monitorSocket, ledger: MemoryLedger()
            ) { machine in
                try await body(TypedGuest(machine: machine, folder: folder))
            }
        }
    }

    /// Types after the machine has said that it boots from its disk, and the screen is still.
    func type(_ text: String, isReady: Bool = false, layout: KeyboardLayout = .us) async throws -> TypingRecord {
        let watch = ScreenWatch(
            screen: MachineScreen(monitor: machine.monitor, folder: folder),
            serial: SerialRecord(command: machine.command)
        ) { _ in }
        let typist = BootTypist(layout: layout)
        if !isReady {
            try await typist.type(
                BootCommand.parse("<waitText 'Booting from' 60s><waitScreenStill 300ms>").command,
                on: QMPKeyboard(monitor: machine.monitor), watchedBy: watch)
        }
        return try await typist.type(
            BootCommand.parse(text).command, on: QMPKeyboard(monitor: machine.monitor), watchedBy: watch)
    }

    func console() throws -> String { try text("console") }

    func text(_ name: String) throws -> String {
        let path = HostPath.join(folder, name)
        return HostFiles.exists(path) ? try HostFiles.readText(path) : ""
    }

    func waitForConsole(_ count: Int) async throws {
        try await waitForText(in: HostPath.join(folder, "console")) { $0.count >= count }
    }
}
