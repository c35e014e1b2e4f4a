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
            context.log.say(
                options.disks.start == .empty ? "Starting VM, booting from CD-ROM" : "Starting VM, booting disk image")
            context.log.debug(
                "Running \(([program.path] + line.arguments).map(\.quotedForShell).joined(separator: " "))")
            do {
                return try await withMachine(
                    program, line, monitorSocket: monitorSocket, ledger: context.ledger,
                    mayOutliveUs: context.environment.onError != .cleanup
                ) { machine in
                    if let password = ports.screen.password { try await machine.monitor.setScreenPassword(password) }
                    return try await body(machine, ports)
                }
            } catch let ended as QEMUEnded where ended.duringStart {
                // A port that the template fixes is not chosen anew, and must not be tried for ever.
                let lost = ports.numbers.filter { !taken.contains($0) && isTaken($0) }
                guard !lost.isEmpty else { throw ended }
                context.log.debug("Another program took the ports \(lost) first; trying others")
                taken.formUnion(lost)
            }
        }
    }

    /// Templates may mean it so; those that do not look for the reason in vain otherwise.
    private func warn(of missing: [String], _ log: BuildLog) {
        guard !missing.isEmpty else { return }
        log.say("Warning: qemuargs replaces a switch's default values, so the machine does without:")
        for value in missing { log.message(value) }
        log.message("Repeat them in qemuargs, or use qemuargs_append, which keeps the defaults.")
    }

    private func choosePorts(except taken: Set<Int>) throws -> Ports {
        var host: Int?
        if options.communicator.kind == .ssh {
            host =
                options.network.skipsPortMapping
                ? options.communicator.port : try freePort(options.network.hostPorts, "127.0.0.1", taken, "host")
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
        let machine = describe(ports, hasOwnSerialPort: (qemuargs + further).contains { $0.first == "-serial" })
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
        machine.machineType = wanted.machineType
        machine.accelerator = accelerator
        machine.firmware = parts.firmware
        machine.bootsFromCDROM = options.disks.start == .empty
        machine.memory = wanted.memory
        machine.processors = wanted.processors
        machine.cpuModel = wanted.cpuModel
        machine.netDevice = wanted.netDevice
        machine.forward = ports.host.map { .init(hostPort: $0, guestPort: options.communicator.port) }
        machine.disks = parts.disks
        machine.diskInterface = options.disks.interface
        machine.diskSettings = options.disks.settings
        machine.cdroms = parts.cdroms
        machine.cdromInterface = options.disks.cdromInterface
        machine.floppy = parts.floppy
        if let socket = parts.tpmSocket, let tpm = wanted.tpm {
            machine.tpm = .init(socket: socket, device: tpm.device)
        }
        machine.vga = wanted.vga
        machine.display = display
        machine.userMonitorSocket = options.userMonitorSocket
        machine.guestAgentSocket = options.communicator.kind == .guestAgent ? parts.agentSocket : nil
        machine.serialLog = hasOwnSerialPort ? nil : serialLog
        return machine
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
