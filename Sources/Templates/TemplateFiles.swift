import Diagnostics
import HostOS

/// Which files make up a template, and their texts.
package struct TemplateFiles {
    /// The folder of the template as given on the command line, cleaned: `path.root`.
    var directory: String
    var templates: [String]
    /// Variable files that are taken without being named, in the order in which they count.
    var automaticVariableFiles: [String]

    private static let templateEndings = [".pkr.hcl", ".pkr.json"]
    private static let automaticEndings = [".auto.pkrvars.hcl", ".auto.pkrvars.json"]

    /// Whether a path is read as an HCL2 template; everything else is the legacy JSON format.
    package static func isHCL2(_ path: String) -> Bool {
        HostFiles.kind(of: path, followingLinks: true) == .directory || templateEndings.contains { path.hasSuffix($0) }
    }

    static func exists(_ path: String) -> Bool {
        HostFiles.kind(of: path, followingLinks: true) != nil
    }

    /// A folder stands for the templates in it, native ones first; a file for itself alone.
    ///
    /// - Throws: `DiagnosticError` if there is nothing to read.
    init(at path: String) throws {
        guard let kind = HostFiles.kind(of: path, followingLinks: true) else {
            throw DiagnosticError(
                Diagnostic(
                    "Template not found", detail: "There is no file or folder \"\(path)\".",
                    advice: ["Give the path of a .pkr.hcl file, or of a folder that holds some."]))
        }
        guard kind == .directory else {
            directory = HostPath.dirname(path)
            templates = [path]
            automaticVariableFiles = []
            return
        }
        directory = HostPath.cleaned(path)
        let names = try HostFiles.list(path)
        func files(_ endings: [String]) -> [String] {
            endings.flatMap { ending in names.filter { $0.hasSuffix(ending) } }.map { HostPath.join(path, $0) }
        }
        templates = files(Self.templateEndings)
        automaticVariableFiles = files(Self.automaticEndings)
        if templates.isEmpty {
            throw DiagnosticError(
                Diagnostic(
                    "Could not find any config file in \(path)",
                    detail: "A config file must be suffixed with .pkr.hcl or .pkr.json."))
        }
    }
}
