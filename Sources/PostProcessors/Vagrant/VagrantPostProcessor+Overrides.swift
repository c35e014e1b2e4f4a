import ComponentAPI
import Diagnostics
import HCLValues

extension VagrantPostProcessor {
    /// The options of each provider that `override` names: its own, and the common ones for the rest.
    static func overrides(
        _ reader: OptionReader, _ environment: ComponentEnvironment
    ) -> [String: VagrantOptions] {
        let key = VagrantOptions.Keys.override
        guard let value = reader.optional(key) else { return [:] }
        guard let providers = value.attributeValues else {
            reader.error("Invalid override", "override must be a map of providers' names to maps of options.", of: key)
            return [:]
        }
        var result: [String: VagrantOptions] = [:]
        for (provider, options) in providers where !options.isNull {
            guard VagrantProvider(rawValue: provider) != nil || VagrantProvider.unsupported.contains(provider) else {
                reader.error(
                    "Unknown provider", "override names the provider \"\(provider)\", which is not known.", of: key)
                continue
            }
            result[provider] = self.options(of: provider, options, reader, environment)
        }
        return result
    }

    private static func options(
        of provider: String, _ value: HCLValue, _ reader: OptionReader, _ environment: ComponentEnvironment
    ) -> VagrantOptions? {
        let key = VagrantOptions.Keys.override
        guard let attributes = value.attributeValues else {
            reader.error("Invalid override", "override for \"\(provider)\" must be a map of options.", of: key)
            return nil
        }
        let known = Set(VagrantOptions.Keys.boxDeclarations.map(\.name))
        var inputs = reader.inputs
        for (name, option) in attributes {
            guard known.contains(name) else {
                reader.error(
                    "Unknown configuration key", "\"\(name)\" is not an option that override can give a provider.",
                    of: key)
                continue
            }
            inputs[name] = OptionInput(value: option, range: reader.inputs[key.name]?.range)
        }
        let nested = OptionReader(inputs, templating: reader.templating, header: "override \(provider)")
        let options = VagrantOptions(nested, environment)
        // What is wrong with the common options is told by their own reader.
        for diagnostic in nested.diagnostics where diagnostic.severity == .error && !attributes.isEmpty {
            reader.error(diagnostic.summary, "For the provider \(provider): \(diagnostic.detail)", of: key)
        }
        return options
    }
}
