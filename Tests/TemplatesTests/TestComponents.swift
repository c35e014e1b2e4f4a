import BuildEvents
import ComponentAPI
import Diagnostics
import HCLValues

@testable import Templates

/// Components that do nothing but remember what they were given.
enum TestComponents {
    struct Recorder: Builder, Provisioner, PostProcessor {
        var values: [String: HCLValue]

        func run(_ context: BuildContext) async throws -> (any Artifact)? { nil }
        func provision(_ machine: Machine) async throws {}
        func process(_ artifact: any Artifact, log: BuildLog) async throws -> PostProcessed {
            PostProcessed(nil, keepsInput: false, mustKeepInput: false)
        }
    }

    /// A data source that gives its input in capitals, or fails.
    struct Shout: DataSource {
        struct Failure: Error, CustomStringConvertible { let description = "nobody answers" }

        var input: String

        func fetch() async throws -> HCLValue {
            guard input != "fail" else { throw Failure() }
            return .object(["output": .string(input.uppercased())])
        }
    }

    static let catalog = ComponentCatalog(
        builders: [
            builder("null", nullKeys, generated: ["NullID"], check: checkNull),
            builder("file", fileKeys, check: checkFile),
            builder("machine", machineKeys + [disks, network]),
        ],
        provisioners: [
            type("shell", shellKeys, check: checkShell), type("shell-local", shellKeys, check: checkShell),
            type("breakpoint", breakpointKeys), type("file", fileKeys),
        ],
        postProcessors: [
            type("manifest", manifestKeys), type("checksum", checksumKeys),
            type("shell-local", shellKeys, check: checkShell),
        ],
        dataSources: [shout])

    private static let host = OptionKey<String>("ssh_host", "host")
    private static let communicator = OptionKey<String>("communicator", "communicator")
    private static let username = OptionKey<String>("ssh_username", "user")
    private static let password = OptionKey<String>("ssh_password", sensitive: true, "password")
    private static let timeout = OptionKey<Duration>("ssh_timeout", "timeout")
    private static let port = OptionKey<Int>("ssh_port", "port")
    private static let target = OptionKey<String>("target", "target")
    private static let content = OptionKey<String>("content", "content")
    private static let source = OptionKey<String>("source", "source")
    private static let size = OptionKey<Int>("size", "size")
    private static let label = OptionKey<String>("label", "label")
    private static let tags = OptionKey<[String: String]>("tags", "tags")
    private static let flag = OptionKey<Bool>("flag", "flag")
    private static let inline = OptionKey<[String]>("inline", "commands")
    private static let script = OptionKey<String>("script", "script")
    private static let environment = OptionKey<[String]>("environment_vars", "variables")
    private static let note = OptionKey<String>("note", "note")
    private static let disable = OptionKey<Bool>("disable", "disable")
    private static let output = OptionKey<String>("output", "output")
    private static let strip = OptionKey<Bool>("strip_path", "strip")
    private static let custom = OptionKey<[String: String]>("custom_data", "data")
    private static let types = OptionKey<[String]>("checksum_types", "types")
    private static let input = OptionKey<String>("input", required: true, "input")

    private static let disks = OptionDeclaration(
        name: "disk", type: .list(.block([size.declaration, label.declaration])), documentation: "disks")
    private static let network = OptionDeclaration(
        name: "network", type: .block([label.declaration]), documentation: "network")

    private static let nullKeys = [
        host.declaration, communicator.declaration, username.declaration, password.declaration, timeout.declaration,
        port.declaration,
    ]
    private static let fileKeys = [target.declaration, content.declaration, source.declaration]
    private static let machineKeys = [
        size.declaration, label.declaration, tags.declaration, flag.declaration, password.declaration,
    ]
    private static let shellKeys = [inline.declaration, script.declaration, environment.declaration]
    private static let breakpointKeys = [note.declaration, disable.declaration]
    private static let manifestKeys = [output.declaration, strip.declaration, custom.declaration]
    private static let checksumKeys = [types.declaration, output.declaration]

    private static let shout = DataSourceType(
        ComponentType(
            name: "shout", summary: "shout", options: [input.declaration, disks],
            prepare: { reader, _ in
                let labels = reader.inputs["disk"]?.value.elementValues ?? []
                let text =
                    ([reader.optional(input) ?? ""] + labels.map { $0.attributeValues?["label"]?.stringValue ?? "" })
                    .joined(separator: " ")
                return Prepared(Shout(input: text), warnings: try reader.finish())
            }),
        output: .object(["output": .string]))

    private static func checkNull(_ reader: OptionReader) {
        guard reader.optional(communicator) != "none" else { return }
        if reader.optional(host) == nil { reader.error("Missing host", "a host must be specified") }
        if reader.optional(username) == nil { reader.error("Missing user", "a username must be specified") }
    }

    private static func checkFile(_ reader: OptionReader) {
        if reader.optional(target) == nil { reader.error("Missing target", "target required") }
        if reader.isSet(source), reader.isSet(content) { reader.error("Conflict", "either source or content") }
    }

    private static func checkShell(_ reader: OptionReader) {
        if !reader.isSet(inline), !reader.isSet(script) { reader.error("Missing script", "no script was given") }
    }

    private static func builder(
        _ name: String, _ options: [OptionDeclaration], generated: [String] = [],
        check: @escaping @Sendable (OptionReader) -> Void = { _ in }
    ) -> BuilderType {
        BuilderType(name: name, summary: name, options: options) { reader, _ in
            readAll(reader, options)
            check(reader)
            let recorder = Recorder(values: reader.inputs.mapValues(\.value))
            return Prepared(recorder, warnings: try reader.finish(), generatedNames: generated)
        }
    }

    private static func type<Component>(
        _ name: String, _ options: [OptionDeclaration], check: @escaping @Sendable (OptionReader) -> Void = { _ in }
    ) -> ComponentType<Component> {
        ComponentType(name: name, summary: name, options: options) { reader, _ in
            readAll(reader, options)
            check(reader)
            let recorder = Recorder(values: reader.inputs.mapValues(\.value))
            guard let component = recorder as? Component else { throw DiagnosticError(Diagnostic("Not a component")) }
            return Prepared(component, warnings: try reader.finish())
        }
    }

    /// Reads every option that is set, so that values of the wrong type are complained of.
    private static func readAll(_ reader: OptionReader, _ options: [OptionDeclaration]) {
        let names = Set(options.map(\.name))
        for key in [port, size] where names.contains(key.name) { _ = reader.optional(key) }
        for key in [flag, disable, strip] where names.contains(key.name) { _ = reader.optional(key) }
        for key in [inline, environment, types] where names.contains(key.name) { _ = reader.optional(key) }
        for key in [tags, custom] where names.contains(key.name) { _ = reader.optional(key) }
        for key in [host, username, target, content, source, label, note, output] where names.contains(key.name) {
            _ = reader.optional(key)
        }
        if names.contains(timeout.name) { _ = reader.optional(timeout) }
    }
}
