import BuildEvents

/// What a builder works with while it runs.
public struct BuildContext: Sendable {
    /// The build's own stream of events: what is said here appears with the build's name before it.
    public var log: BuildLog
    /// What the builder was prepared with.
    public var environment: ComponentEnvironment
    /// Where the builder notes processes and files before it makes them.
    public var ledger: any CleanupLedger
    /// Runs the template's provisioners on a machine that can be reached, and on failure the
    /// error-cleanup-provisioner; throws `LeftAsIs` if nothing more is to be cleaned up then.
    public var provision: @Sendable (Machine) async throws -> Void
    /// Asks the user, for `-on-error=ask` and `-debug`; `nil` where nobody can answer.
    public var ask: (@Sendable (String) async throws -> String)?
    /// Tells what to do after a step of the builder's own failed, and asks the user where `-on-error` says so.
    public var choose: @Sendable (_ step: String, _ error: any Error, _ view: MachineView) async -> FailureChoice
    /// How the user gets to see the machine, once there is one.
    public var view = MachineView()

    /// Whether the user has the screen of this build's machine before his eyes, and wants to see it change.
    public var isScreenShown: @Sendable () -> Bool = { false }

    public init(
        log: BuildLog, environment: ComponentEnvironment, ledger: any CleanupLedger,
        provision: @escaping @Sendable (Machine) async throws -> Void,
        ask: (@Sendable (String) async throws -> String)? = nil,
        choose: @escaping @Sendable (_ step: String, _ error: any Error, _ view: MachineView) async -> FailureChoice =
            { _, _, _ in .cleanUp }
    ) {
        self.log = log
        self.environment = environment
        self.ledger = ledger
        self.provision = provision
        self.ask = ask
        self.choose = choose
    }
}

/// How a user who is asked what to do gets to see a machine.
public struct MachineView: Sendable {
    /// Where the machine's screen is served (VNC): `127.0.0.1:5901` or the path of a socket.
    public var screen: String?
    /// A way in, once there is one.
    public var communicator: (any Communicator)?

    public init(screen: String? = nil, communicator: (any Communicator)? = nil) {
        self.screen = screen
        self.communicator = communicator
    }
}

/// A running machine as provisioners see it.
public struct Machine: Sendable {
    /// `nil` with `communicator = "none"`.
    public var communicator: (any Communicator)?
    /// `Host`, `Port`, `User`, `ID`, `PackerHTTPAddr`…: what `build.NAME` and `{{ build "NAME" }}` give.
    public var generatedData: [String: String]
    public var log: BuildLog
    /// Asks the user; `nil` where nobody can answer.
    public var ask: (@Sendable (String) async throws -> String)?
    /// Where its screen is served (VNC), for a user who wants to look.
    public var screen: String?

    public init(
        communicator: (any Communicator)?, generatedData: [String: String], log: BuildLog,
        ask: (@Sendable (String) async throws -> String)? = nil, screen: String? = nil
    ) {
        self.communicator = communicator
        self.generatedData = generatedData
        self.log = log
        self.ask = ask
        self.screen = screen
    }
}
