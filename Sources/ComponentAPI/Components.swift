import BuildEvents
import Diagnostics

/// A component that was given its options and is ready to run.
public struct Prepared<Component: Sendable>: Sendable {
    public var component: Component
    public var warnings: [Diagnostic]
    /// Names that a builder will define for `build.NAME`, beyond the usual ones.
    public var generatedNames: [String]

    public init(_ component: Component, warnings: [Diagnostic] = [], generatedNames: [String] = []) {
        self.component = component
        self.warnings = warnings
        self.generatedNames = generatedNames
    }
}

/// A kind of component: its name in templates, its options, and how to make one.
public struct ComponentType<Component: Sendable>: Sendable {
    public var name: String
    public var summary: String
    public var options: [OptionDeclaration]
    /// Pure but for reading local files that the options name.
    ///
    /// Throws `DiagnosticError` with everything that is wrong.
    public var prepare: @Sendable (OptionReader, ComponentEnvironment) throws -> Prepared<Component>

    public init(
        name: String, summary: String, options: [OptionDeclaration],
        prepare: @escaping @Sendable (OptionReader, ComponentEnvironment) throws -> Prepared<Component>
    ) {
        self.name = name
        self.summary = summary
        self.options = options
        self.prepare = prepare
    }
}

public typealias BuilderType = ComponentType<any Builder>
public typealias ProvisionerType = ComponentType<any Provisioner>
public typealias PostProcessorType = ComponentType<any PostProcessor>

/// What every component is told besides its own options.
public struct ComponentEnvironment: Sendable {
    /// The label of the source that the build uses (`packer_build_name`).
    public var buildName: String
    /// The builder's type: `qemu`.
    public var builderType: String
    public var isForced: Bool
    public var isDebug: Bool
    /// Whether evidence is to be collected from a build that succeeds, too.
    public var reportsSuccess = false
    public var onError: OnError
    public var runUUID: String
    /// The folder of the template, which relative paths of the command line count from the working directory.
    public var templateDirectory: String
    public var cacheDirectory: String
    public var userVariables: [String: String]
    /// Environment variables that components may look at (`SSH_AUTH_SOCK`, `HOME`, `PACKER_KEY_INTERVAL`…).
    public var environment: [String: String]
    public var version: String
    /// What is masked in everything shown: components add passwords and generated keys here.
    public var redactor: Redactor

    public init(
        buildName: String, builderType: String, isForced: Bool = false, isDebug: Bool = false,
        onError: OnError = .cleanup, runUUID: String, templateDirectory: String, cacheDirectory: String,
        userVariables: [String: String] = [:], environment: [String: String] = [:], version: String,
        redactor: Redactor
    ) {
        self.buildName = buildName
        self.builderType = builderType
        self.isForced = isForced
        self.isDebug = isDebug
        self.onError = onError
        self.runUUID = runUUID
        self.templateDirectory = templateDirectory
        self.cacheDirectory = cacheDirectory
        self.userVariables = userVariables
        self.environment = environment
        self.version = version
        self.redactor = redactor
    }
}

/// What to do when a step of a build fails.
public enum OnError: String, Sendable, CaseIterable {
    case cleanup
    case abort
    case ask
    case runCleanupProvisioner = "run-cleanup-provisioner"
}

/// Makes a machine, has it provisioned, and turns it into an artifact.
public protocol Builder: Sendable {
    /// - Returns: the artifact, or `nil` where there is none.
    func run(_ context: BuildContext) async throws -> (any Artifact)?
}

/// Changes the machine.
public protocol Provisioner: Sendable {
    func provision(_ machine: Machine) async throws
}

/// Turns an artifact into another one.
public protocol PostProcessor: Sendable {
    func process(_ artifact: any Artifact, log: BuildLog) async throws -> PostProcessed
}

public struct PostProcessed: Sendable {
    public var artifact: (any Artifact)?
    /// Whether the input should survive if the template says nothing.
    public var keepsInput: Bool
    /// Whether the input must survive even if the template says otherwise.
    public var mustKeepInput: Bool

    public init(_ artifact: (any Artifact)?, keepsInput: Bool, mustKeepInput: Bool) {
        self.artifact = artifact
        self.keepsInput = keepsInput
        self.mustKeepInput = mustKeepInput
    }
}
