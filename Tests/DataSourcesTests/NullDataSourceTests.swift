import BuildEvents
import ComponentAPI
import DataSources
import Diagnostics
import HCLValues
import Testing

struct NullDataSourceTests {
    private func prepare(_ inputs: [String: OptionInput]) throws -> any DataSource {
        let reader = OptionReader(inputs, templating: TemplateContext(functions: [:]), header: "data \"null\" \"x\"")
        let environment = ComponentEnvironment(
            buildName: "", builderType: "", runUUID: "", templateDirectory: "", cacheDirectory: "", version: "1.0.0",
            redactor: Redactor())
        return try NullDataSource.type.component.prepare(reader, environment).component
    }

    @Test("the null data source gives back its input, in the type that it declares")
    func output() async throws {
        let value = try await prepare(["input": OptionInput(value: .string("a"))]).fetch()
        #expect(value == .object(["output": .string("a")]))
        #expect(value.type == NullDataSource.type.output)
    }

    @Test("an input that is no text is refused")
    func mismatch() {
        #expect(throws: DiagnosticError.self) { try prepare(["input": OptionInput(value: .tuple([]))]) }
    }
}
