import Cryptography
import HCLValues
import HostOS

/// Functions of paths and files; relative paths start at the template's folder, except where said.
enum FilesystemFunctions {
    static let all = paths + contents

    /// Files above this size are no configuration.
    private static let sizeLimit = 64 << 20

    private static func path(
        _ name: String, _ change: @escaping @Sendable (String, HCLFunction.Context) throws -> String
    ) -> HCLFunction {
        .define(name, [.init("path", .string)], returns: .string) { arguments in
            .string(try change(try arguments.string(0), arguments.context))
        }
    }

    private static let paths: [HCLFunction] = [
        path("abspath") { path, context in try HostPath.absolute(path, relativeTo: context.workingDirectory) },
        path("basename") { path, _ in HostPath.basename(path) },
        path("dirname") { path, _ in HostPath.dirname(path) },
        path("pathexpand") { path, _ in HostPath.expandingTilde(path) },
    ]

    private static let contents: [HCLFunction] = [
        .define("file", [.init("path", .string)], returns: .string) { .string(try text(of: $0)) },
        .define("filebase64", [.init("path", .string)], returns: .string) { arguments in
            let path = try HostPath.absolute(try arguments.string(0), relativeTo: arguments.context.workingDirectory)
            return .string(Base64.text(try bytes(of: path)))
        },
        .define("fileexists", [.init("path", .string)], returns: .bool) { arguments in
            let path = try resolved(arguments)
            switch HostFiles.kind(of: path, followingLinks: true) {
            case nil: return .bool(false)
            case .file: return .bool(true)
            case .some: throw HCLFunction.Failure("\(path) is not a regular file", argument: 0)
            }
        },
        .define("fileset", [.init("path", .string), .init("pattern", .string)], returns: .set(.string)) { arguments in
            let root = try resolved(arguments)
            let pattern = try GlobPattern(try arguments.string(1))
            guard HostFiles.kind(of: root, followingLinks: true) == .directory else {
                return .set(of: .string, [])
            }
            let files = try HostFiles.walk(root).filter { entry in
                guard pattern.matches(entry.path) else { return false }
                return HostFiles.kind(of: root + "/" + entry.path, followingLinks: true) == .file
            }
            return .set(of: .string, files.map { .string($0.path) })
        },
    ]

    /// `templatefile`, which may call every function but itself.
    static func templateFile(
        _ functions: [String: HCLFunction], _ render: @escaping FunctionLibrary.TemplateRendering
    ) -> HCLFunction {
        var inner = functions
        inner["templatefile"] = .define(
            "templatefile", [.init("path", .string), .init("vars", .dynamic)], returns: .dynamic
        ) { _ in
            throw HCLFunction.Failure("cannot recursively call templatefile from inside templatefile call")
        }
        return .define(
            "templatefile", [.init("path", .string), .init("vars", .dynamic)], returns: .dynamic
        ) { [inner] arguments in
            let variables = try arguments.attributes(1)
            for name in variables.keys.sorted() where !isIdentifier(name) {
                throw HCLFunction.Failure(
                    "invalid template variable name \"\(name)\": must start with a letter, followed by zero or more "
                        + "letters, digits, and underscores", argument: 1)
            }
            return try render(
                try text(of: arguments), try arguments.string(0), variables, inner, arguments.context)
        }
    }

    private static func isIdentifier(_ name: String) -> Bool {
        guard let first = name.unicodeScalars.first, first.properties.isIDStart else { return false }
        return name.unicodeScalars.allSatisfy { $0.properties.isIDContinue || $0 == "-" }
    }

    private static func resolved(_ arguments: FunctionArguments) throws -> String {
        let path = HostPath.expandingTilde(try arguments.string(0))
        return try HostPath.absolute(path, relativeTo: arguments.context.templateDirectory)
    }

    private static func bytes(of path: String) throws -> [UInt8] {
        do {
            return try HostFiles.read(path, limit: sizeLimit)
        } catch {
            throw HCLFunction.Failure(
                error.isNotFound ? "no file exists at \(path)" : "failed to read \(path): \(error.reason)", argument: 0)
        }
    }

    private static func text(of arguments: FunctionArguments) throws -> String {
        let path = try resolved(arguments)
        guard let text = String(validating: try bytes(of: path), as: UTF8.self) else {
            throw HCLFunction.Failure(
                "contents of \(path) are not valid UTF-8; use the filebase64 function to obtain the Base64 encoded "
                    + "contents", argument: 0)
        }
        return text
    }
}
