import BuildEvents
import Diagnostics

/// What a template asks for, evaluated and checked: all that the pipeline needs to run it.
public struct BuildPlan: Sendable {
    /// In the order in which output is prefixed and the summary lists them; they run beside each other.
    public var builds: [PlannedBuild]

    public init(builds: [PlannedBuild]) {
        self.builds = builds
    }
}

/// One build: a builder, what is done to its machine, and what is done with its artifact.
public struct PlannedBuild: Sendable {
    /// The full name: `[buildname.]type.name`.
    public var name: String
    /// What all components of this build are told; the pipeline adds nothing to it.
    public var environment: ComponentEnvironment
    /// Prepared: its options are decoded and checked.
    public var builder: any Builder
    /// Run one after another, in this order.
    public var provisioners: [PlannedProvisioner]
    /// Runs once if a provisioner failed, before the machine goes; its own failure is only told.
    public var errorCleanupProvisioner: PlannedProvisioner?
    /// Chains of post-processors, each starting from the builder's artifact.
    public var chains: [[PlannedPostProcessor]]

    public init(
        name: String, environment: ComponentEnvironment, builder: any Builder, provisioners: [PlannedProvisioner],
        errorCleanupProvisioner: PlannedProvisioner?, chains: [[PlannedPostProcessor]]
    ) {
        self.name = name
        self.environment = environment
        self.builder = builder
        self.provisioners = provisioners
        self.errorCleanupProvisioner = errorCleanupProvisioner
        self.chains = chains
    }
}

/// A provisioner and what the pipeline does around it.
public struct PlannedProvisioner: Sendable {
    /// As templates name it: `shell`.
    public var type: String
    /// What the template calls it, for messages and `-only`; `nil` where it has no name.
    public var name: String?
    /// How long to wait before each try; `nil` and zero mean not at all.
    public var pauseBefore: Duration?
    /// The longest one try may take, counted only where there is no `pauseBefore`; a try that is cut off has failed.
    public var timeout: Duration?
    /// Further tries after a failure, 0 or more.
    public var maxRetries: Int
    /// Whether the build goes on after the last try failed.
    public var continuesOnError: Bool
    /// Evaluates the options again, with the values that only a running machine has.
    public var make: @Sendable (_ generatedData: [String: String]) throws -> any Provisioner

    public init(
        type: String, name: String? = nil, pauseBefore: Duration? = nil, timeout: Duration? = nil, maxRetries: Int = 0,
        continuesOnError: Bool = false,
        make: @escaping @Sendable (_ generatedData: [String: String]) throws -> any Provisioner
    ) {
        self.type = type
        self.name = name
        self.pauseBefore = pauseBefore
        self.timeout = timeout
        self.maxRetries = maxRetries
        self.continuesOnError = continuesOnError
        self.make = make
    }
}

/// One link of a chain of post-processors.
public struct PlannedPostProcessor: Sendable {
    /// As templates name it: `manifest`.
    public var type: String
    /// What the template calls it; `nil` where it has no name.
    public var name: String?
    /// `keep_input_artifact`, where the template says.
    public var keepsInput: Bool?
    /// Evaluates the options again, with the values that only the finished machine had.
    public var make: @Sendable (_ generatedData: [String: String]) throws -> any PostProcessor

    public init(
        type: String, name: String? = nil, keepsInput: Bool? = nil,
        make: @escaping @Sendable (_ generatedData: [String: String]) throws -> any PostProcessor
    ) {
        self.type = type
        self.name = name
        self.keepsInput = keepsInput
        self.make = make
    }
}
