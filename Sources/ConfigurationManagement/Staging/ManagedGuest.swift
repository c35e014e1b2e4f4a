import BuildEvents
import ComponentAPI
import HostOS

/// The machine as these provisioners work with it: files are staged in a folder of it, then a tool is run.
struct ManagedGuest: Sendable {
    let communicator: any Communicator
    let log: BuildLog
    let commands: GuestCommands

    /// - Throws: `GuestToolError` where nothing leads into the machine.
    init(_ machine: Machine, _ commands: GuestCommands) throws {
        guard let communicator = machine.communicator else {
            throw GuestToolError(
                "No communicator found for provisioners",
                advice: ["Set `communicator` to something other than \"none\", or leave the provisioner out."])
        }
        self.communicator = communicator
        log = machine.log
        self.commands = commands
    }

    /// Runs a command to its end and shows what it prints.
    func run(_ command: String) async throws -> CommandExit {
        let log = log
        return try await communicator.run(command) { log.show($0) }
    }

    /// Runs a command that has to succeed.
    ///
    /// - Parameter aim: what it is for, as in "Cannot make the folder X".
    func require(_ command: String, _ aim: String, advice: [String] = []) async throws {
        let exit = try await run(command)
        guard exit == .status(0) else { throw GuestToolError("Cannot \(aim): \(exit.words)", advice: advice) }
    }

    /// Makes a folder that the login may write to.
    func makeFolder(_ path: String) async throws {
        log.message("Creating directory: \(path)")
        try await require(commands.makeFolder(path), "make the folder \(path) on the machine", advice: sudoAdvice)
        if let command = commands.openFolder(path) {
            try await require(command, "make the folder \(path) writable on the machine", advice: sudoAdvice)
        }
    }

    private var sudoAdvice: [String] {
        commands.system == .unix && commands.usesSudo
            ? ["Without sudo on the machine, or a login that may use it, forbid sudo in the provisioner."] : []
    }

    /// Uploads the content of a local folder into a folder that is made for it.
    func uploadFolder(_ source: String, to path: String) async throws {
        try await makeFolder(path)
        try await communicator.uploadDirectory(source.hasSuffix("/") ? source : source + "/", to: path)
    }

    /// - Parameter mode: permission bits; those of the local file where `nil`.
    func uploadFile(_ source: String, to path: String, mode: UInt16? = nil) async throws {
        try await communicator.upload(.file(path: source, mode: mode), to: path, progress: nil)
    }

    func uploadText(_ text: String, to path: String, mode: UInt16 = 0o644) async throws {
        try await communicator.upload(.bytes(Array(text.utf8), mode: mode), to: path, progress: nil)
    }

    func remove(_ path: String) async throws {
        log.message("Removing \(path)")
        try await require(commands.remove(path), "remove \(path) on the machine")
    }
}
