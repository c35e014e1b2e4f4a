import BuildEvents
import Communicators
import ComponentAPI
import Diagnostics
import GoTemplate
import HostOS
import QEMU
import SSH

extension QEMUBuilder {
    /// Runs the machine from its start to its shutdown.
    ///
    /// - Returns: what provisioners and post-processors are told.
    func runMachine(
        _ program: QEMUProgram, _ parts: MachineParts, _ context: BuildContext
    ) async throws -> [String: String] {
        let accelerator = try await ChooseAccelerator(
            wanted: options.machine.accelerator, program: program, cacheDirectory: environment.cacheDirectory
        ).run(context.log)
        let display = try await ChooseDisplay(
            window: options.machine.window, program: program, environment: environment.environment
        ).run(context.log)
        let launch = LaunchMachine(
            options: options, parts: parts, program: program, accelerator: accelerator, display: display,
            templating: templating)
        return try await launch.run(context) { machine, ports in
            func evidence(_ user: String) throws -> Evidence {
                try Evidence(
                    machine: machine, environment: environment, log: context.log,
                    folder: HostPath.join(parts.scratch, user))
            }
            let watch = MachineWatch(evidence: try evidence("watch"), options: options.watch)
            let evidence = try evidence("evidence")
            do {
                return try await watch.during {
                    try await evidence.onFailure {
                        try await use(machine, parts, ports, context, watch, evidence)
                    }
                }
            } catch let left as LeftAsIs {
                tellOfMachine(machine, ports, context.log)
                throw left
            }
        }
    }

    private func tellOfMachine(_ machine: RunningMachine, _ ports: LaunchMachine.Ports, _ log: BuildLog) {
        guard !machine.hasEnded else { return }
        log.say(
            """
            The virtual machine is left running: process \(own: machine.processID), screen \
            \(own: ports.screen.address.inWords)\(own: ports.host.map { ", SSH port \($0)" } ?? "")
            "ingot cleanup" ends it and removes what this build made.
            """)
    }

    /// What is done with a machine that runs.
    private func use(
        _ machine: RunningMachine, _ parts: MachineParts, _ ports: LaunchMachine.Ports, _ context: BuildContext,
        _ watch: MachineWatch, _ evidence: Evidence
    ) async throws -> [String: String] {
        let data = parts.server.data.merging(
            [
                "Name": .string(options.machine.name),
                "SSHPublicKey": .string(parts.key?.publicLine ?? ""),
            ]) { _, own in own }
        let typing = TypeBootCommand(
            options: options.boot, screen: ports.screen, folder: parts.scratch, templating: templating.adding(data),
            log: context.log)
        try await context.step("stepTypeBootCommand") {
            try await machine.whileRunning { try await typing.run(machine) }
        }
        let connection = try await context.step("StepConnect") {
            try await watch.whileWaitingForGuest {
                try await ConnectToMachine(
                    options: options.communicator, port: ports.host, key: parts.key, agentSocket: parts.agentSocket,
                    log: context.log, ask: context.ask
                ).run(machine)
            }
        }
        let generated = generatedData(parts, ports)
        try await GuestLogs(log: context.log).around(connection, isWanted: environment.reportsSuccess) {
            try await ProvisionMachine(grace: .seconds(10)).run(machine) {
                try await context.provision(
                    Machine(communicator: connection, generatedData: generated, log: context.log))
            }
        }
        if environment.reportsSuccess { await evidence.collect() }
        if !machine.hasEnded {
            try await ForgetKey(
                isWanted: options.communicator.clearsAuthorizedKeys, key: parts.key, log: context.log
            ).run(connection)
        }
        try await context.step("stepShutdown") {
            try await ShutDownMachine(
                command: options.network.shutdownCommand, timeout: options.network.shutdownTimeout, log: context.log
            ).run(machine, connection)
        }
        return generated
    }

    private func generatedData(_ parts: MachineParts, _ ports: LaunchMachine.Ports) -> [String: String] {
        let communicator = options.communicator
        var data = parts.server.generatedData
        data["ID"] = "VM"
        data["PackerRunUUID"] = environment.runUUID
        data["ConnType"] = communicator.kind.rawValue
        guard communicator.kind == .ssh else { return data }
        data["Host"] = ConnectToMachine.host
        data["Port"] = "\(ports.host ?? communicator.port)"
        data["User"] = communicator.username
        data["Password"] = communicator.password?.exposed ?? ""
        data["SSHPublicKey"] = parts.key?.publicLine ?? ""
        data["SSHPrivateKey"] = parts.key?.privateText.exposed ?? ""
        data["SSHPrivateKeyFile"] = communicator.privateKeyFile ?? ""
        data["SSHAgentAuth"] = "\(communicator.usesAgent)"
        return data
    }
}
