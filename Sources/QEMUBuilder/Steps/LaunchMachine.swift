import BuildEvents
import Communicators
import ComponentAPI
import GoTemplate
import HostOS
import QEMU
import QMP

/// Starts QEMU on ports that are free.
struct LaunchMachine: Sendable {
    let options: QEMUOptions
    let parts: MachineParts
    let program: QEMUProgram
    let accelerator: Accelerator
    let display: String?
    let templating: TemplateContext
    var phase = Phase.whole

    /// Which part of the machine's life begins.
    enum Phase: Sendable {
        /// All of it.
        case whole
        /// From the kernel that QEMU starts, to the guest's first reboot.
        case installer
        /// From the disk that was made so.
        case installed
    }

    struct Ports: Sendable {
        /// The host's port that leads to the guest; `nil` without a communicator.
        var host: Int?
        var screen: Screen
    }

    /// Where the machine's screen is, and its password.
    struct Screen: Sendable {
        var address: MachineDescription.ScreenAddress
        var password: String?
    }

    var serialLog: String { HostPath.join(parts.scratch, "serial") }
    private var monitorSocket: String { HostPath.join(parts.scratch, "qmp") }

    /// Runs `body` with the machine.
    ///
    /// QEMU binds its ports itself, so somebody may be quicker after we saw that they are free. When QEMU does not
    /// start and one of them is taken by then, others are tried, until the range is used up.
    func run<Value: Sendable>(
        _ context: BuildContext, _ body: (RunningMachine, Ports) async throws -> Value
    ) async throws -> Value {
        var taken: Set<Int> = []
        while true {
            let ports = try choosePorts(except: taken)
            let (line, missing) = try commandLine(ports)
            if taken.isEmpty { warn(of: missing, context.log) }
            context.log.say("Starting VM, \(manner)")
            let words = [program.path] + line.arguments
            context.log.emit(.exhibit(.command(words)))
            let command = words.map(\.quotedForShell).joined(separator: " ")
            if context.environment.isDebug {
                context.log.message(command)
            } else {
                context.log.debug("Running \(command)")
            }
            do {
                return try await withMachine(
                    program, line, monitorSocket: monitorSocket, ledger: context.ledger,
                    mayOutliveUs: context.environment.onError != .cleanup
                ) { machine in
                    if let password = ports.screen.password { try await machine.monitor.setScreenPassword(password) }
                    return try await body(machine, ports)
                }
            } catch let ended as QEMUEnded where ended.duringStart {
                context.log.emit(.exhibit(.words(ended.words)))
                // A port that the template fixes is not chosen anew, and must not be tried for ever.
                let lost = ports.numbers.filter { !taken.contains($0) && isTaken($0) }
                guard !lost.isEmpty else { throw ended }
                context.log.debug("Another program took the ports \(lost) first; trying others")
                taken.formUnion(lost)
            }
        }
    }

    /// Whether the template wants the host's processor, which QEMU cannot emulate.
    var replacesHostProcessor: Bool {
        guard accelerator == .tcg, let wanted = options.machine.cpuModel else { return false }
        return wanted == Self.hostProcessor || wanted.hasPrefix(Self.hostProcessor + ",")
    }

    private static let hostProcessor = "host"

    private var cpuModel: String? {
        let machine = options.machine
        guard let wanted = machine.cpuModel else {
            return machine.isChosenByArchitecture ? machine.architecture.cpuModel(accelerator) : nil
        }
        return replacesHostProcessor ? "max" + wanted.dropFirst(Self.hostProcessor.count) : wanted
    }

    private var manner: String {
        switch phase {
        case .installer: "booting its kernel"
        case .installed: "booting disk image"
        case .whole where parts.kernel != nil: "booting its kernel"
        case .whole: options.disks.start == .empty ? "booting from CD-ROM" : "booting disk image"
        }
    }

    /// Templates may mean it so; those that do not look for the reason in vain otherwise.
    private func warn(of missing: [String], _ log: BuildLog) {
        guard !missing.isEmpty else { return }
        log.say("Warning: qemuargs replaces a switch's default values, so the machine does without:")
        for value in missing { log.message(value) }
        log.message("Repeat them in qemuargs, or use qemuargs_append, which keeps the defaults.")
    }

    func choosePorts(except taken: Set<Int>) throws -> Ports {
        var host: Int?
        // Where the template gives the machine another network and tells its address, that is asked for by itself.
        let isForwarded = options.machine.isOnOwnNetwork || options.communicator.guestHost == nil
        if options.network.bridge == nil, isForwarded, let guestPort = options.communicator.guestPort {
            host =
                options.network.skipsPortMapping
                ? guestPort : try freePort(options.network.hostPorts, "127.0.0.1", taken, "host")
        }
        guard let server = options.boot.server else {
            return Ports(host: host, screen: Screen(address: .unixSocket(HostPath.join(parts.scratch, "vnc"))))
        }
        let port = try freePort(server.ports, server.address, taken, "vnc")
        let password: String? =
            switch server.password {
            case .random: RandomBytes.hex(count: 4)
            case .given(let text): text
            case nil: nil
            }
        let address = MachineDescription.ScreenAddress.tcp(
            host: server.address, port: port, hasPassword: password != nil)
        return Ports(host: host, screen: Screen(address: address, password: password))
    }

    private func freePort(_ range: Range<Int>, _ address: String, _ taken: Set<Int>, _ name: String) throws -> Int {
        let reservation = try PortReservation.reserve(
            in: range.lowerBound...(range.upperBound - 1), address: address, excluding: taken,
            settings: "\(name)_port_min and \(name)_port_max")
        reservation.close()
        return reservation.port
    }

    private func isTaken(_ port: Int) -> Bool {
        do {
            try PortReservation.reserve(in: port...port).close()
            return false
        } catch {
            return true
        }
    }

    /// The whole command line, the template's `qemuargs` included.
    ///
    /// - Returns: also the default devices that `qemuargs` took away.
    func commandLine(_ ports: Ports) throws -> (line: CommandLine, missing: [String]) {
        let context = templating.adding(data(ports))
        let qemuargs = try options.machine.qemuargs.map { try $0.map(context.render) }
        let further = try options.machine.qemuargsAppend.map { try $0.map(context.render) }
        // A port of the template's comes first, as guests expect of the one that they write to.
        var machine = describe(ports, hasOwnSerialPort: (qemuargs + further).contains { $0.first == "-serial" })
        machine.kernel?.arguments =
            try (options.directBoot?.arguments ?? []).map(context.render).joined(separator: " ")
        let line = CommandLine(machine)
        let changed = line.applying(qemuargs: qemuargs, netDevice: machine.netDevice).appending(qemuargs: further)
        return (changed, changed.missing(of: line))
    }

    private func data(_ ports: Ports) -> [String: GoValue] {
        let http = options.network.http
        return parts.server.data.merging(
            [
                "HTTPDir": .string(http?.directory ?? ""),
                "HTTPContent": .map((http?.content ?? [:]).mapValues { .string($0) }),
                "OutputDir": .string(options.disks.outputDirectory), "Name": .string(options.machine.name),
                "SSHHostPort": .int(ports.host ?? 0),
            ]) { _, own in own }
    }

    private func describe(_ ports: Ports, hasOwnSerialPort: Bool) -> MachineDescription {
        let wanted = options.machine
        var machine = MachineDescription(
            name: wanted.name, screen: ports.screen.address, monitorSocket: monitorSocket)
        machine.architecture = wanted.architecture
        machine.machineType = wanted.machineType
        machine.accelerator = accelerator
        machine.protectsFirmware = wanted.boot.needsManagementMode
        machine.kernel = phase == .installed ? nil : parts.kernel
        machine.stopsAtEnd = phase == .installer
        machine.serialNumber = parts.serialNumber
        machine.firmware = parts.firmware
        machine.flashFormats = MachineDescription.flashFormats(of: parts.firmware)
        machine.bootsFromCDROM = options.disks.start == .empty && phase != .installed
        machine.memory = wanted.memory
        machine.processors = wanted.processors
        machine.cpuModel = cpuModel
        if wanted.isChosenByArchitecture { machine.consoleDevices = wanted.architecture.consoleDevices }
        machine.netDevice = wanted.netDevice
        machine.bridge = options.network.bridge
        // One that no other machine on the bridge has: QEMU gives all its machines the same.
        machine.hardwareAddress = machine.bridge.map { _ in Self.randomHardwareAddress() }
        if let hostPort = ports.host, let guestPort = options.communicator.guestPort {
            machine.forward = .init(hostPort: hostPort, guestPort: guestPort)
        }
        machine.disks = parts.disks
        machine.diskInterface = options.disks.interface
        machine.diskSettings = options.disks.settings
        machine.cdroms = parts.cdroms
        machine.cdromInterface = options.disks.cdromInterface
        machine.floppy = parts.floppy
        if let socket = parts.tpmSocket, let tpm = wanted.boot.tpm {
            machine.tpm = .init(socket: socket, device: tpm.device)
        }
        machine.vga = wanted.vga
        machine.display = display
        machine.userMonitorSocket = options.userMonitorSocket
        // On a bridge, the agent may be who knows the guest's address.
        let wantsAgent = options.communicator.kind == .guestAgent || machine.bridge != nil
        machine.guestAgentSocket = wantsAgent ? parts.agentSocket : nil
        machine.serialLog = hasOwnSerialPort ? nil : serialLog
        return machine
    }

    /// Below the prefix that is QEMU's own.
    private static func randomHardwareAddress() -> String {
        let hex = RandomBytes.hex(count: 3)
        let pairs = stride(from: 0, to: 6, by: 2).map { hex.dropFirst($0).prefix(2) }
        return "52:54:00:" + pairs.joined(separator: ":")
    }
}

extension LaunchMachine.Ports {
    /// All ports of the internet that QEMU binds.
    fileprivate var numbers: [Int] {
        var numbers = host.map { [$0] } ?? []
        if case .tcp(_, let port, _) = screen.address { numbers.append(port) }
        return numbers
    }
}
