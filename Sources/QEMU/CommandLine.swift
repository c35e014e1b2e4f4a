/// QEMU's switches in a fixed order, with the values of each.
///
/// The order is: name, machine, settings of its parts, boot, kernel, memory, processors, processor model, network,
/// devices (controllers and disks, network card, CD-ROM drives, TPM, screen and keyboard), drives (disks, CD-ROMs,
/// flash), floppy disk, TPM, screen, display, graphics card, firmware, what it tells the guest, serial port, monitor;
/// then what only the template names.
package struct CommandLine: Hashable, Sendable {
    struct Switch: Hashable {
        var name: String
        /// Each makes the switch appear once; an empty one makes a switch without a value.
        var values: [String]
    }

    var switches: [Switch]

    init(_ switches: [(String, [String])]) {
        self.switches = switches.filter { !$0.1.isEmpty }.map { Switch(name: $0.0, values: $0.1) }
    }

    /// QEMU's arguments; the same description gives the same ones.
    package var arguments: [String] {
        switches.flatMap { item in item.values.flatMap { $0.isEmpty ? [item.name] : [item.name, $0] } }
    }

    func values(of name: String) -> [String] {
        switches.first { $0.name == name }?.values ?? []
    }
}

extension CommandLine {
    /// The command line of a machine, without the template's `qemuargs`.
    package init(_ machine: MachineDescription) {
        let storage = machine.storage
        let network =
            "\(machine.netDevice),netdev=user.0" + (machine.hardwareAddress.map { ",mac=\($0)" } ?? "")
        self.init([
            ("-name", [machine.name.escapingCommas]),
            ("-machine", [machine.machineArgument]),
            ("-global", machine.protectsFirmware ? ["driver=cfi.pflash01,property=secure,value=on"] : []),
            ("-boot", machine.bootArgument.map { [$0] } ?? []),
            ("-kernel", machine.kernel.map { [$0.path] } ?? []),
            ("-initrd", machine.kernel?.initrd.map { [$0] } ?? []),
            ("-append", machine.kernel.flatMap { $0.arguments.isEmpty ? nil : [$0.arguments] } ?? []),
            ("-no-reboot", machine.stopsAtEnd ? [""] : []),
            ("-no-shutdown", machine.stopsAtEnd ? [""] : []),
            ("-m", ["\(machine.memory)M"]),
            ("-smp", [machine.processors.argument]),
            ("-cpu", machine.cpuModel.map { [$0] } ?? []),
            ("-netdev", [machine.networkArgument]),
            (
                "-device",
                storage.devices + [network] + storage.cdromDevices + machine.tpmDevices + machine.guestAgentDevices
                    + machine.consoleDevices
            ),
            ("-drive", storage.drives),
            ("-fda", storage.floppyDrive.map { [$0] } ?? []),
            ("-chardev", machine.tpmChannels + machine.guestAgentChannels),
            ("-tpmdev", machine.tpm == nil ? [] : ["emulator,id=tpm0,chardev=vtpm"]),
            ("-vnc", [machine.screenArgument]),
            ("-display", machine.display.map { [$0] } ?? []),
            ("-vga", machine.vga.map { [$0] } ?? []),
            ("-bios", machine.biosPath.map { [$0] } ?? []),
            ("-smbios", machine.serialNumber.map { ["type=1,serial=\($0.escapingCommas)"] } ?? []),
            ("-serial", machine.serialLog.map { ["file:\($0.escapingCommas)"] } ?? []),
            ("-qmp", [machine.userMonitorSocket, machine.monitorSocket].compactMap { $0.map(Self.monitorArgument) }),
        ])
    }
}

extension CommandLine {
    private static func monitorArgument(_ socket: String) -> String {
        "unix:\(socket.escapingCommas),server=on,wait=off"
    }
}

extension MachineDescription {
    fileprivate var machineArgument: String {
        let kind = "type=\(machineType)" + (protectsFirmware ? ",smm=on" : "")
        return accelerator == .none ? kind : "\(kind),accel=\(accelerator.rawValue)"
    }

    fileprivate var tpmChannels: [String] {
        tpm.map { ["socket,id=vtpm,path=\($0.socket.escapingCommas)"] } ?? []
    }

    fileprivate var tpmDevices: [String] { tpm.map { ["\($0.device),tpmdev=tpm0"] } ?? [] }

    /// EFI keeps its boot order among its variables, and only PCs look at this switch.
    fileprivate var bootArgument: String? {
        if case .efi = firmware { return nil }
        guard architecture == .x86 else { return nil }
        return bootsFromCDROM ? "once=d" : "c"
    }

    fileprivate var networkArgument: String {
        if let bridge { return "bridge,id=user.0,br=\(bridge.escapingCommas)" }
        guard let forward else { return "user,id=user.0" }
        // Only this host reaches a guest whose password is known from its template.
        return "user,id=user.0,hostfwd=tcp:127.0.0.1:\(forward.hostPort)-:\(forward.guestPort)"
    }

    /// QEMU would drop keys that come faster than this; see `BootPacing`.
    private var keyDelay: String { "key-delay-ms=5" }

    fileprivate var screenArgument: String {
        switch screen {
        case .unixSocket(let path):
            "unix:\(path.escapingCommas),\(keyDelay)"
        case .tcp(let host, let port, let hasPassword):
            "\(host):\(port - 5900)\(hasPassword ? ",password=on" : ""),\(keyDelay)"
        }
    }

    fileprivate var biosPath: String? {
        if case .bios(let path) = firmware { path } else { nil }
    }

}
