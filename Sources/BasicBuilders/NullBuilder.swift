import BuildEvents
import Communicators
import ComponentAPI
import Diagnostics
import SSH

/// `null`: makes no machine, but provisions one that is there already.
package struct NullBuilder: Builder {
    let options: CommunicatorOptions
    let environment: ComponentEnvironment

    /// The builder as templates know it: `source "null" "NAME"`.
    package static let type = BuilderType(
        name: "null", summary: "Provisions a machine that is there already.", options: CommunicatorOptions.options
    ) { reader, environment in
        let options = CommunicatorOptions(reader: reader, environment: environment)
        switch options.kind {
        case .ssh: check(options, reader)
        case .guestAgent where options.guestAgent.socket == nil:
            reader.error(
                "Missing guest_agent_socket",
                "The null builder needs the guest_agent_socket that leads to the machine's agent.")
        case .winRM where options.winRM.host == nil:
            reader.error("Missing winrm_host", "The null builder needs the winrm_host of the machine to connect to.")
        case .guestFS:
            reader.error(
                "Invalid use of an option",
                "communicator = \"guestfs\" is for disk images, which the qemu builder has with disk_image = true.")
        case .guestAgent, .winRM, .none: break
        }
        return Prepared(
            NullBuilder(options: options, environment: environment), warnings: try reader.finish())
    }

    /// Nothing is known of the machine but what the template says, so it has to say enough.
    private static func check(_ options: CommunicatorOptions, _ reader: OptionReader) {
        if options.host == nil {
            reader.error("Missing ssh_host", "The null builder needs the ssh_host of the machine to connect to.")
        }
        let ways = [options.usesAgent, options.password != nil, options.privateKeyFile != nil].filter { $0 }.count
        guard ways != 1 else { return }
        reader.error(
            ways == 0 ? "No way to log in" : "Too many ways to log in",
            "The null builder needs exactly one of ssh_password, ssh_private_key_file and ssh_agent_auth.")
    }

    package func run(_ context: BuildContext) async throws -> (any Artifact)? {
        guard let connection = try await connect(context) else {
            try await context.provision(
                Machine(communicator: NoneCommunicator(), generatedData: generatedData, log: context.log))
            return NullArtifact(generatedData: generatedData)
        }
        return try await connection.closing {
            try await context.provision(
                Machine(communicator: connection, generatedData: generatedData, log: context.log))
            return NullArtifact(generatedData: generatedData)
        }
    }

    /// The way in, or `nil` for `communicator = "none"`.
    private func connect(_ context: BuildContext) async throws -> (any MachineConnection)? {
        switch options.kind {
        case .none, .guestFS:
            return nil
        case .guestAgent:
            context.log.say("Waiting for the QEMU guest agent...")
            let connection = try await GuestAgentCommunicator.connect(
                options.guestAgent, socket: options.guestAgent.socket ?? "", log: context.log)
            context.log.say("Connected to the guest agent!")
            return connection
        case .winRM:
            let host = options.winRM.host ?? ""
            context.log.say("Using WinRM communicator to connect: \(host)")
            context.log.say("Waiting for WinRM to become available...")
            let connection = try await WinRMCommunicator.connect(
                options.winRM, host: host, port: options.winRM.port, pause: options.pauseBeforeConnecting,
                log: context.log)
            context.log.say("Connected to WinRM!")
            return connection
        case .ssh:
            let host = options.host ?? ""
            context.log.say("Using SSH communicator to connect: \(host)")
            context.log.say("Waiting for SSH to become available...")
            let connection = try await SSHCommunicator.connect(
                options, host: host, port: UInt16(clamping: options.port), log: context.log, ask: context.ask)
            context.log.say("Connected to SSH!")
            return connection
        }
    }

    private var generatedData: [String: String] {
        let data = ["ID": "Null", "PackerRunUUID": environment.runUUID, "ConnType": options.kind.rawValue]
        if options.kind == .winRM {
            let login = options.winRM.generatedData(host: options.winRM.host ?? "", port: nil)
            return data.merging(login) { _, own in own }
        }
        guard options.kind == .ssh else { return data }
        let login = [
            "Host": options.host ?? "", "Port": "\(options.port)", "User": options.username,
            "Password": options.password?.exposed ?? "", "SSHPrivateKeyFile": options.privateKeyFile ?? "",
            "SSHAgentAuth": "\(options.usesAgent)",
        ]
        return data.merging(login) { _, own in own }
    }
}
