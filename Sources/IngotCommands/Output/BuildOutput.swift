import BuildEvents

/// The outputs that the flags and the environment of a build ask for.
struct BuildOutput {
    /// Where all events of the run go.
    let sink: any EventSink
    /// The output for people; `nil` where a program reads.
    let human: HumanOutput?

    init(flags: ParsedFlags, context: CommandContext, redactor: Redactor) throws {
        let log = try Self.log(context, redactor)
        guard !flags.bool("machine-readable") else {
            sink = MachineReadableOutput(to: context.output, redactor: redactor, log: log)
            human = nil
            return
        }
        let style = HumanOutput.Style(
            hasColour: context.hasColour(flags.bool("color")), hasTimestamps: flags.bool("timestamp-ui"),
            terminalWidth: context.terminalWidth, terminalSize: context.terminalSize)
        let output = HumanOutput(to: context.output, style: style, redactor: redactor, log: log)
        sink = output
        human = output
    }

    func announce(builds: [String]) {
        human?.announce(builds: builds)
    }

    private static func log(_ context: CommandContext, _ redactor: Redactor) throws -> LogOutput? {
        switch LogDestination(environment: context.environment) {
        case .none: nil
        case .standardError: LogOutput(to: context.errorOutput, redactor: redactor, includesInterface: false)
        case .file(let path): LogOutput(to: try LogFile(path: path), redactor: redactor, includesInterface: true)
        }
    }
}
