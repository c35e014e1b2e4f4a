import GoTemplate
import HCLValues

/// The functions that `{{ }}` in option strings can call, beside the built-in ones.
public struct PackerTemplateFunctions: Sendable {
    /// The start of the process in seconds since 1970: every time function stands still there.
    public var startTime: Int
    /// Absolute: what `pwd` gives.
    public var workingDirectory: String
    /// What `template_dir` gives.
    public var templateDirectory: String
    /// What `packer_version` gives.
    public var version: String
    /// `nil` where no build is running yet.
    public var buildName: String?
    /// The builder's type; `nil` where no build is running yet.
    public var buildType: String?
    /// What builders and provisioners told about the machine; `nil` before there is one.
    public var buildValues: [String: GoValue]?
    /// Makes identifiers that sort by time.
    public var makeIdentifier: @Sendable () -> String
    /// Variables by `user`; in HCL templates there are none.
    public var userVariables: [String: String] = [:]
    /// The environment by `env`; `nil` forbids the function.
    public var environment: (@Sendable (String) -> String?)?

    public init(
        startTime: Int, workingDirectory: String, templateDirectory: String, version: String,
        buildName: String? = nil, buildType: String? = nil, buildValues: [String: GoValue]? = nil,
        makeIdentifier: @escaping @Sendable () -> String
    ) {
        self.startTime = startTime
        self.workingDirectory = workingDirectory
        self.templateDirectory = templateDirectory
        self.version = version
        self.buildName = buildName
        self.buildType = buildType
        self.buildValues = buildValues
        self.makeIdentifier = makeIdentifier
    }

    /// The functions by name.
    public var functions: [String: GoFunction] {
        timeFunctions.merging(placeFunctions) { $1 }.merging(Self.textFunctions) { $1 }
            .merging(Self.absentFunctions) { $1 }
    }

    /// The function `build` for a running machine.
    public static func build(_ values: [String: String]) -> GoFunction {
        let values = values.mapValues { GoValue.string($0) }
        return { try buildValue(text($0, 0), values) }
    }

    private var timeFunctions: [String: GoFunction] {
        let start = CivilTime(unixSeconds: startTime)
        let makeIdentifier = makeIdentifier
        return [
            "timestamp": { _ in .string("\(start.unixSeconds)") },
            "isotime": { arguments in
                guard arguments.count <= 1 else { throw GoFunctionError("takes at most one layout") }
                let layout = try arguments.isEmpty ? GoTimeLayout.rfc3339 : Self.text(arguments, 0)
                return .string(GoTimeLayout.text(start, layout))
            },
            "strftime": { .string(StrftimeFormat.text(start, try Self.text($0, 0))) },
            "uuid": { _ in .string(makeIdentifier()) },
        ]
    }

    private var placeFunctions: [String: GoFunction] {
        let (workingDirectory, templateDirectory, version) = (workingDirectory, templateDirectory, version)
        let (buildName, buildType, buildValues) = (buildName, buildType, buildValues)
        let (userVariables, environment) = (userVariables, environment)
        return [
            "pwd": { _ in .string(workingDirectory) },
            "template_dir": { _ in .string(templateDirectory) },
            "packer_version": { _ in .string(version) },
            "build_name": { _ in .string(try Self.known(buildName, "build_name")) },
            "build_type": { _ in .string(try Self.known(buildType, "build_type")) },
            "build": { try Self.buildValue(Self.text($0, 0), buildValues) },
            "user": { .string(userVariables[try Self.text($0, 0)] ?? "") },
            "env": { arguments in
                guard let environment else {
                    throw GoFunctionError("env is only allowed in the variables of the template")
                }
                return .string(environment(try Self.text(arguments, 0)) ?? "")
            },
        ]
    }

    private static let textFunctions: [String: GoFunction] = [
        "upper": { .string(try text($0, 0).uppercased()) },
        "lower": { .string(try text($0, 0).lowercased()) },
        "split": { arguments in
            let parts = split(try text(arguments, 0), by: try text(arguments, 1), limit: .max)
            guard arguments.count == 3, case .int(let index) = arguments[2] else {
                throw GoFunctionError("needs a text, a separator and the number of the part")
            }
            guard parts.indices.contains(index) else { throw GoFunctionError("there is no part \(index)") }
            return .string(parts[index])
        },
        "replace": { arguments in
            guard arguments.count == 4, case .int(let limit) = arguments[2] else {
                throw GoFunctionError("needs the old text, the new one, a count and the source")
            }
            let (old, new) = (try text(arguments, 0), try text(arguments, 1))
            return .string(replaced(try text(arguments, 3), old, new, limit: limit < 0 ? .max : limit))
        },
        "replace_all": { arguments in
            .string(replaced(try text(arguments, 2), try text(arguments, 0), try text(arguments, 1), limit: .max))
        },
    ]

    // MARK: - Arguments and answers

    private static func text(_ arguments: [GoValue], _ index: Int) throws -> String {
        guard arguments.indices.contains(index) else {
            throw GoFunctionError("wrong number of arguments: \(index + 1) or more are needed")
        }
        guard case .string(let text) = arguments[index] else {
            throw GoFunctionError("argument \(index + 1) must be a string, but is \(arguments[index].goText)")
        }
        return text
    }

    private static func known(_ value: String?, _ name: String) throws -> String {
        guard let value else { throw GoFunctionError("\(name) is not known here") }
        return value
    }

    /// Before there are values the call stays in the text, so that rendering it again can fill it.
    private static func buildValue(_ key: String, _ values: [String: GoValue]?) throws -> GoValue {
        guard let values else { return .string("{{.\(key)}}") }
        guard let value = values[key] else {
            throw GoFunctionError("loaded build values have no \"\(key)\"")
        }
        return value
    }

    private static func replaced(_ source: String, _ old: String, _ new: String, limit: Int) -> String {
        split(source, by: old, limit: limit).joined(separator: new)
    }

    /// At most `limit` cuts; an empty separator cuts between all characters.
    private static func split(_ text: String, by separator: String, limit: Int) -> [String] {
        guard !separator.isEmpty else { return text.unicodeScalars.map { String($0) } }
        var parts: [String] = []
        var part: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let next = rest.first {
            if parts.count < limit, rest.starts(with: separator.utf8) {
                parts.append(String(decoding: part, as: UTF8.self))
                part = []
                rest = rest.dropFirst(separator.utf8.count)
            } else {
                part.append(next)
                rest.removeFirst()
            }
        }
        return parts + [String(decoding: part, as: UTF8.self)]
    }
}
