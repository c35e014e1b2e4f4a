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
            wanted: options.machine.accelerator, architecture: options.machine.architecture, program: program,
            cacheDirectory: environment.cacheDirectory
        ).run(context.log)
        let display = try await ChooseDisplay(
            window: options.machine.window, program: program, environment: environment.environment
        ).run(context.log)
        var launch = LaunchMachine(
            options: options, parts: parts, program: program, accelerator: accelerator, display: display,
            templating: templating.adding(ownData(parts.key)))
        if launch.replacesHostProcessor {
            context.log.say("The machine gets QEMU's processor \"max\": cpu_model = \"host\" works with KVM only")
        }
        // Post-processors write it into what they make of the machine.
        let accelerated = ["Accelerator": accelerator.rawValue]
        if options.directBoot?.isOnce == true {
            launch.phase = .installer
            let hasRebooted = try await run(launch, context) { machine, ports, watch, evidence in
                try await type(on: machine, parts, ports, context)
                let hasRebooted = try await watch.whileWaitingForGuest {
                    try await AwaitInstaller(timeout: installerTimeout, log: context.log).run(machine)
                }
                try await JudgeInstaller(evidence: evidence, startsEmpty: options.disks.start == .empty).run(machine)
                return hasRebooted
            }
            // Without a way in, a guest that has switched itself off is the whole story.
            guard hasRebooted || options.communicator.kind != .none else {
                return generatedData(parts, nil).merging(accelerated) { own, _ in own }
            }
            launch.phase = .installed
        }
        let phase = launch.phase
        return try await run(launch, context) { machine, ports, watch, evidence in
            if phase != .installed { try await type(on: machine, parts, ports, context) }
            return try await use(machine, parts, ports, context, watch, evidence)
        }.merging(accelerated) { own, _ in own }
    }

    /// As long as the whole installation would have until somebody can log in.
    private var installerTimeout: Duration? {
        options.communicator.kind == .none ? options.network.shutdownTimeout : options.communicator.timeout
    }

    /// Starts the machine for `body`; what it shows is added to what goes wrong there.
    private func run<Value: Sendable>(
        _ launch: LaunchMachine, _ context: BuildContext,
        _ body: (RunningMachine, LaunchMachine.Ports, MachineWatch, Evidence) async throws -> Value
    ) async throws -> Value {
        try await launch.run(context) { machine, ports in
            if environment.onError == .ask || environment.isDebug {
                context.log.say("Its screen is at \(own: ports.screen.address.inWords) (VNC)")
            }
            // A machine that is started again must not find its predecessor's folders.
            let suffix = launch.phase == .installer ? "-installer" : ""
            func evidence(_ user: String) throws -> Evidence {
                try Evidence(
                    machine: machine, environment: environment, log: context.log,
                    folder: HostPath.join(launch.parts.scratch, user + suffix), optical: launch.parts.optical)
            }
            let watch = MachineWatch(
                evidence: try evidence("watch"), options: options.watch, isScreenShown: context.isScreenShown)
            let evidence = try evidence("evidence")
            do {
                return try await watch.during {
                    try await evidence.onFailure {
                        try await body(machine, ports, watch, evidence)
                    }
                }
            } catch let left as LeftAsIs {
                tellOfMachine(machine, ports, context.log)
                throw left
            }
        }
    }

    private func type(
        on machine: RunningMachine, _ parts: MachineParts, _ ports: LaunchMachine.Ports, _ context: BuildContext
    ) async throws {
        let data = parts.server.data.merging(ownData(parts.key)) { _, own in own }
        let context = context.looking(at: ports)
        let typing = TypeBootCommand(
            options: options.boot, screen: ports.screen, folder: parts.scratch, optical: parts.optical,
            templating: templating.adding(data),
            log: context.log)
        try await context.step("stepTypeBootCommand") {
            try await machine.whileRunning { try await typing.run(machine) }
        }
    }

    private func tellOfMachine(_ machine: RunningMachine, _ ports: LaunchMachine.Ports, _ log: BuildLog) {
        guard !machine.hasEnded else { return }
        log.say(
            """
            The virtual machine is left running: process \(own: machine.processID), screen \
            \(own: ports.screen.address.inWords)\(own: ports.host.map { ", port \($0)" } ?? "")
            "ingot cleanup" ends it and removes what this build made.
            """)
    }

    /// What is done with a machine that runs.
    private func use(
        _ machine: RunningMachine, _ parts: MachineParts, _ ports: LaunchMachine.Ports, _ context: BuildContext,
        _ watch: MachineWatch, _ evidence: Evidence
    ) async throws -> [String: String] {
        let context = context.looking(at: ports)
        var communicator = options.communicator
        if let bridge = options.network.bridge, communicator.guestPort != nil, communicator.guestHost == nil {
            communicator.guestHost = try await context.step("stepWaitGuestAddress") {
                try await FindGuest(bridge: bridge, agentSocket: parts.agentSocket, timeout: communicator.timeout)
                    .run(machine, context.log)
            }
        }
        let reached = communicator
        let connection = try await context.step("StepConnect") {
            try await watch.whileWaitingForGuest {
                try await ConnectToMachine(
                    options: reached, port: ports.host, key: parts.key, agentSocket: parts.agentSocket,
                    log: context.log, ask: context.ask
                ).run(machine)
            }
        }
        let generated = generatedData(parts, ports, host: reached.guestHost)
        let guest = Machine(
            communicator: connection, generatedData: generated, log: context.log, screen: context.view.screen)
        try await GuestLogs(log: context.log).around(connection, isWanted: environment.reportsSuccess) {
            try await ProvisionMachine(grace: .seconds(10)).run(machine) {
                try await context.provision(guest)
            }
        }
        if environment.reportsSuccess { await evidence.collect() }
        if !machine.hasEnded {
            try await ForgetKey(
                isWanted: options.communicator.clearsAuthorizedKeys, key: parts.key, log: context.log
            ).run(connection)
        }
        if !machine.hasEnded {
            await TrimDisks(command: options.disks.trimCommand, log: context.log).run(connection)
        }
        try await context.looking(at: ports, by: connection).step("stepShutdown") {
            let shutdown = ShutDownMachine(
                command: options.network.shutdownCommand, timeout: options.network.shutdownTimeout, log: context.log)
            // A guest that nobody talks to installs itself now.
            guard connection == nil else { return try await shutdown.run(machine, connection) }
            try await watch.whileWaitingForGuest { try await shutdown.run(machine, nil) }
        }
        return generated
    }

    private func generatedData(
        _ parts: MachineParts, _ ports: LaunchMachine.Ports?, host: String? = nil
    ) -> [String: String] {
        let communicator = options.communicator
        var data = parts.server.generatedData
        data["ID"] = "VM"
        data["PackerRunUUID"] = environment.runUUID
        data["ConnType"] = communicator.kind.rawValue
        if communicator.kind == .winRM {
            let login = communicator.winRM.generatedData(
                host: host ?? ConnectToMachine.host, port: ports?.host)
            return data.merging(login) { _, own in own }
        }
        guard communicator.kind == .ssh else { return data }
        data["Host"] = host ?? ConnectToMachine.host
        data["Port"] = "\(ports?.host ?? communicator.port)"
        data["User"] = communicator.username
        data["Password"] = communicator.password?.exposed ?? ""
        data["SSHPublicKey"] = parts.key?.publicLine ?? ""
        data["SSHPrivateKey"] = parts.key?.privateText.exposed ?? ""
        data["SSHPrivateKeyFile"] = communicator.privateKeyFile ?? ""
        data["SSHAgentAuth"] = "\(communicator.usesAgent)"
        return data
    }
}

extension BuildContext {
    /// The same, for a machine whose screen the user may want to see when he is asked what to do.
    fileprivate func looking(
        at ports: LaunchMachine.Ports, by connection: (any Communicator)? = nil
    ) -> BuildContext {
        var context = self
        context.view = MachineView(screen: ports.screen.address.inWords, communicator: connection)
        return context
    }
}
