internal import BuildEvents
package import ComponentAPI
internal import Diagnostics
internal import GoTemplate
package import HCLValues

/// Makes components as a template would.
package enum ComponentFixture {
    package static func environment(isForced: Bool = false, runUUID: String = "run-1") -> ComponentEnvironment {
        ComponentEnvironment(
            buildName: "base", builderType: "null", isForced: isForced, runUUID: runUUID, templateDirectory: ".",
            cacheDirectory: "/dev/null/nowhere", version: "1", redactor: Redactor())
    }

    package static func reader(_ values: [String: HCLValue], build: [String: String] = [:]) -> OptionReader {
        let functions = PackerTemplateFunctions(
            startTime: 0, workingDirectory: "/", templateDirectory: ".", version: "1",
            buildValues: build.mapValues { .string($0) }, makeIdentifier: { "" })
        return OptionReader(
            values.mapValues { OptionInput(value: $0) }, templating: TemplateContext(functions: functions.functions),
            header: "test")
    }

    package static func make<Component>(
        _ type: ComponentType<Component>, _ values: [String: HCLValue],
        environment: ComponentEnvironment = environment(), build: [String: String] = [:]
    ) throws -> Component {
        try type.prepare(reader(values, build: build), environment).component
    }

    /// The texts of everything that is wrong with the options.
    package static func complaints<Component>(
        _ type: ComponentType<Component>, _ values: [String: HCLValue]
    ) throws -> [String] {
        do {
            _ = try type.prepare(reader(values), environment())
            return []
        } catch let error as DiagnosticError {
            return error.diagnostics.map(\.detail)
        }
    }
}

/// A list of strings as templates write it.
package func texts(_ values: String...) -> HCLValue {
    .tuple(values.map(HCLValue.string))
}
