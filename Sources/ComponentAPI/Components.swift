import BuildEvents
import Diagnostics

/// A component that was given its options and is ready to run.
public struct Prepared<Component: Sendable>: Sendable {
    /// The component itself; it has not begun anything.
    public var component: Component
    /// What is odd and no error, with its place in the template.
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
    /// The word in templates: `qemu`, `shell`.
    public var name: String
    /// One sentence for `ingot docs` and `ingot plugins`.
    public var summary: String
    /// Every option it takes; what is not listed here is an error in a template.
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

/// What a `source` block names.
public typealias BuilderType = ComponentType<any Builder>
/// What a `provisioner` block names.
public typealias ProvisionerType = ComponentType<any Provisioner>
/// What a `post-processor` block names.
public typealias PostProcessorType = ComponentType<any PostProcessor>

/// What every component is told besides its own options.
public struct ComponentEnvironment: Sendable {
    /// The label of the source that the build uses (`packer_build_name`).
    public var buildName: String
    /// The builder's type: `qemu`.
    public var builderType: String
    /// `-force`: an earlier artifact may be replaced.
    public var isForced: Bool
    /// `-debug`: the run stops after each step and keys are kept.
    public var isDebug: Bool
    /// Whether evidence is to be collected from a build that succeeds, too.
    public var reportsSuccess = false
    /// `-on-error`.
    public var onError: OnError
    /// The same for all builds of a run (`packer_run_uuid`); differs from run to run.
    public var runUUID: String
    /// The folder of the template, which relative paths of the command line count from the working directory.
    public var templateDirectory: String
    /// Where downloads are kept; it need not exist yet.
    public var cacheDirectory: String
    /// The template's variables as text, secret ones among them.
    public var userVariables: [String: String]
    /// Files, variables and installer that the build was made of.
    public var origin = BuildOrigin()
    /// Environment variables that components may look at (`SSH_AUTH_SOCK`, `HOME`, `PACKER_KEY_INTERVAL`…).
    public var environment: [String: String]
    /// This program's version, as `packer.version` shows it.
    public var version: String
    /// Ingot's own version, where documents name the tool that wrote them.
    public var productVersion = ""
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
    /// Take away what the build made.
    case cleanup
    /// Leave everything as it is.
    case abort
    /// Ask whoever sits at the terminal.
    case ask
    /// Run the error-cleanup-provisioner, then leave everything as it is.
    case runCleanupProvisioner = "run-cleanup-provisioner"
}

/// Makes a machine, has it provisioned, and turns it into an artifact.
public protocol Builder: Sendable {
    /// - Returns: the artifact, or `nil` where there is none.
    func run(_ context: BuildContext) async throws -> (any Artifact)?
}

/// Changes the machine.
public protocol Provisioner: Sendable {
    /// - Throws: what went wrong, as `DiagnosticConvertible` where there is something to say; cancellation ends it.
    func provision(_ machine: Machine) async throws
}

/// Turns an artifact into another one.
public protocol PostProcessor: Sendable {
    /// Leaves its input as it is: whether that goes away afterwards is for the pipeline to decide.
    func process(_ artifact: any Artifact, log: BuildLog) async throws -> PostProcessed
}

/// What a post-processor gives back.
public struct PostProcessed: Sendable {
    /// What the next link of the chain gets; `nil` ends the chain.
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
