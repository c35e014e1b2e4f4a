import BuildEvents
import Diagnostics

/// What a template asks for, evaluated and checked: all that the pipeline needs to run it.
public struct BuildPlan: Sendable {
    public var builds: [PlannedBuild]

    public init(builds: [PlannedBuild]) {
        self.builds = builds
    }
}

public struct PlannedBuild: Sendable {
    /// The full name: `[buildname.]type.name`.
    public var name: String
    public var environment: ComponentEnvironment
    public var builder: any Builder
    public var provisioners: [PlannedProvisioner]
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

public struct PlannedProvisioner: Sendable {
    public var type: String
    public var name: String?
    public var pauseBefore: Duration?
    public var timeout: Duration?
    public var maxRetries: Int
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

public struct PlannedPostProcessor: Sendable {
    public var type: String
    public var name: String?
    /// `keep_input_artifact`, where the template says.
    public var keepsInput: Bool?
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
