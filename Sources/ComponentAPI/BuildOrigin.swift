public import HCLValues

/// What a build was made of, for those who attest where an artifact comes from.
public struct BuildOrigin: Sendable {
    /// Paths of the files that the template was read from.
    public var templateFiles: [String] = []
    /// The values of the template's variables by name; those that are secret are not here.
    public var variables: [String: HCLValue] = [:]
    /// Names of the variables whose values are secret.
    public var secretVariables: [String] = []
    /// Addresses of the installer or image that the machine starts from, as the template has them.
    public var installers: [String] = []
    /// What the template says of the installer's hash: `sha256:…`.
    public var installerChecksum: String?

    public init() {}

    /// Takes a variable's value, unless it is secret.
    public mutating func add(_ value: HCLValue, named name: String) {
        if value.containsSensitive {
            secretVariables.append(name)
        } else if value.isWhollyKnown {
            variables[name] = value
        }
    }

    /// Takes what a builder's options say of an installer.
    public mutating func addInstaller(of options: [String: OptionInput]) {
        let names = ["iso_url", "iso_urls"]
        installers = names.compactMap { options[$0]?.value }.flatMap { value in
            (value.elementValues ?? [value]).compactMap(Self.plainText)
        }
        installerChecksum = options["iso_checksum"].flatMap { Self.plainText($0.value) }
    }

    /// A text without actions, which are rendered later, and without secrets.
    private static func plainText(_ value: HCLValue) -> String? {
        guard !value.containsSensitive, case .string(let text) = value.data, !text.isEmpty, !text.contains("{{") else {
            return nil
        }
        return text
    }
}
