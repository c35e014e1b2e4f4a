import BuildEvents
import ComponentAPI
import HCLValues
import HostOS

/// The options that all provisioners running scripts share.
package struct ScriptOptions: Sendable {
    enum Keys {
        static let inline = OptionKey<[String]>("inline", "Commands, which become the lines of one script.")
        static let script = OptionKey<String>("script", "Path of a script on this host.")
        static let scripts = OptionKey<[String]>("scripts", "Paths of scripts on this host, run in order.")
        static let environmentVars = OptionKey<[String]>(
            "environment_vars", default: [], "Variables of the script's environment, each as NAME=VALUE.")
        static let env = OptionKey<[String: String]>(
            "env", default: [:], "Variables of the script's environment, as a map.")
        static let validExitCodes = OptionKey<[Int]>(
            "valid_exit_codes", default: [0], "The exit codes that count as success.")
        static let binary = OptionKey<Bool>(
            "binary", default: false, "Whether to leave CRLF line ends of the script as they are.")

        static let all: [OptionDeclaration] = [
            inline.declaration, script.declaration, scripts.declaration, environmentVars.declaration,
            env.declaration, validExitCodes.declaration, binary.declaration,
        ]
    }

    /// The declarations of these options.
    package static var declarations: [OptionDeclaration] { Keys.all }

    /// The lines of a script; empty if there are `scripts`.
    package let inline: [String]
    /// Paths on this host.
    package let scripts: [String]
    var variables: [String: String]
    package let validExitCodes: [Int]
    package let isBinary: Bool

    /// Reads the options; complaints go to the reader.
    ///
    /// - Parameter command: a single command that stands for `inline`.
    package init(_ reader: OptionReader, _ environment: ComponentEnvironment, command: String? = nil) {
        inline = (reader.optional(Keys.inline) ?? []) + (command.map { [$0] } ?? [])
        let script = reader.optional(Keys.script)
        let list = reader.optional(Keys.scripts) ?? []
        scripts = script.map { [$0] } ?? list
        validExitCodes = reader.value(Keys.validExitCodes)
        isBinary = reader.value(Keys.binary)
        variables = [
            "PACKER_BUILD_NAME": environment.buildName, "PACKER_BUILDER_TYPE": environment.builderType,
        ]
        for text in reader.value(Keys.environmentVars) { add(variable: text, reader) }
        variables.merge(reader.value(Keys.env)) { _, new in new }
        if script != nil && !list.isEmpty {
            reader.error("Invalid script options", "Only one of script or scripts can be specified.", of: Keys.scripts)
        }
        hideSensitiveValues(reader, environment.redactor)
        checkSource(reader)
    }

    private mutating func add(variable text: String, _ reader: OptionReader) {
        guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
            // The text may be a secret that lacks its name: it is not shown.
            return reader.error(
                "Invalid environment variable", "Environment variable not in format 'key=value'",
                of: Keys.environmentVars)
        }
        variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
    }

    private func checkSource(_ reader: OptionReader) {
        if inline.isEmpty && scripts.isEmpty {
            reader.error("Missing script", "Either a script file or inline script must be specified.")
        } else if !inline.isEmpty && !scripts.isEmpty {
            reader.error(
                "Invalid script options", "Only a script file or an inline script can be specified, not both.",
                of: Keys.inline)
        }
        for path in scripts where !HostFiles.exists(path) {
            reader.error("Bad script", "Bad script '\(path)': stat \(path): no such file or directory")
        }
    }

    private func hideSensitiveValues(_ reader: OptionReader, _ redactor: Redactor) {
        if case .attributes(let values)? = reader.inputs["env"]?.value.data {
            let whole = reader.inputs["env"]?.value.isSensitive ?? false
            for (name, value) in values where whole || value.isSensitive {
                if let text = variables[name] { redactor.add(text) }
            }
        }
        if case .elements(let values)? = reader.inputs["environment_vars"]?.value.data {
            for case .string(let text) in values.filter(\.isSensitive).map(\.data) {
                redactor.add(String(text.drop { $0 != "=" }.dropFirst()))
            }
        }
    }

    /// The variables with those of the machine's HTTP server; what the user set wins.
    package func variables(for machine: Machine) -> [String: String] {
        let names = [
            "PackerHTTPAddr": "PACKER_HTTP_ADDR", "PackerHTTPIP": "PACKER_HTTP_IP",
            "PackerHTTPPort": "PACKER_HTTP_PORT",
        ]
        var all: [String: String] = [:]
        for (data, name) in names {
            // Builders without a server say so in the value.
            guard let value = machine.generatedData[data], !value.isEmpty,
                !value.contains("not implemented") && !value.contains("ERR_")
            else { continue }
            all[name] = value
        }
        return all.merging(variables) { _, user in user }
    }

    /// The text of a script as it is sent: LF line ends unless it is binary.
    package func contents(_ path: String) throws -> [UInt8] {
        let bytes = try HostFiles.read(path)
        return isBinary ? bytes : Self.withUnixLineEnds(bytes)
    }

    static func withUnixLineEnds(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(13) else { return bytes }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        for (index, byte) in bytes.enumerated() {
            if byte == 13, index + 1 < bytes.count, bytes[index + 1] == 10 { continue }
            result.append(byte)
        }
        return result
    }

    /// The inline commands as a script; `shebang` is left out where the text begins with its own.
    package func inlineScript(shebang: String, isShebangExplicit: Bool) -> [UInt8] {
        let body = inline.map { $0 + "\n" }.joined()
        let keepsOwn = body.hasPrefix("#!") && !isShebangExplicit
        let text = keepsOwn || shebang.isEmpty ? body : "#!\(shebang)\n" + body
        return isBinary ? Array(text.utf8) : Self.withUnixLineEnds(Array(text.utf8))
    }
}
