package import ComponentAPI
import HCLValues

/// The `null` data source: gives back its input, which shows when and how data sources are evaluated.
package struct NullDataSource: DataSource {
    private static let input = OptionKey<String>("input", "The text to give back as `output`.")

    package static let type = DataSourceType(
        ComponentType(
            name: "null", summary: "Gives back its input.", options: [input.declaration],
            prepare: { reader, _ in
                let text = reader.optional(input) ?? ""
                return Prepared(NullDataSource(input: text), warnings: try reader.finish())
            }),
        output: .object(["output": .string]))

    let input: String

    package func fetch() async throws -> HCLValue {
        .object(["output": .string(input)])
    }
}
