import BuildEvents
import ComponentAPI
import Diagnostics
import HCLSyntax
import HostOS

/// A template in the legacy JSON format whose variables are known: ready to be planned.
package struct LegacyTemplate {
    /// Texts of all files read, for showing lines in diagnostics.
    package private(set) var sources = SourceCatalog()
    package private(set) var diagnostics: [Diagnostic] = []
    /// The user variables after rendering.
    package private(set) var variables: [String: String] = [:]
    let document: LegacyDocument
    let source: SourceText
    /// The folder of the template, from the root; for one from standard input the working directory.
    let directory: String
    /// The file that was read; none for standard input.
    let files: [String]

    package var hasErrors: Bool { diagnostics.containsError }

    /// The path that stands for standard input.
    package static let standardInput = "-"

    /// Reads a template; with `syntaxOnly`, required variables may be missing.
    ///
    /// - Throws: `DiagnosticError` if the file cannot be read.
    package init(path: String, inputs: VariableInputs, world: TemplateWorld, syntaxOnly: Bool = false) throws {
        source = try Self.source(at: path)
        directory =
            try path == Self.standardInput ? world.workingDirectory : HostPath.absolute(HostPath.dirname(path))
        files = path == Self.standardInput ? [] : [path]
        sources.add(source.bytes, name: source.name)
        let (document, found) = LegacyDocument.read(source)
        self.document = document
        diagnostics = found
        if let hint = Self.formatHint(path), found.contains(where: { $0.summary == "Invalid JSON" }) {
            diagnostics = diagnostics.map { $0.adding(advice: hint) }
        }
        if !hasErrors, !syntaxOnly {
            diagnostics += document.contentDiagnostics
            checkVersion(world.languageVersion)
        }
        guard !hasErrors else { return }
        settle(inputs, world, syntaxOnly: syntaxOnly)
    }

    /// The text of the template at a path.
    static func source(at path: String) throws -> SourceText {
        let isStandardInput = path == standardInput
        do {
            let bytes = try HostFiles.read(isStandardInput ? "/dev/stdin" : path, limit: ParsedTemplate.sizeLimit)
            return SourceText(bytes, name: isStandardInput ? "<standard input>" : path)
        } catch {
            throw DiagnosticError(Diagnostic("Failed to read template", detail: "\(error)"))
        }
    }

    private static func formatHint(_ path: String) -> String? {
        path.hasSuffix(".hcl") || path.hasSuffix(".pkr")
            ? "Only names that end in .pkr.hcl or .pkr.json are read as HCL2; all others as the legacy JSON format."
            : nil
    }

    private mutating func checkVersion(_ offered: String) {
        guard let minimum = document.minimumVersion else { return }
        guard let wanted = Version(minimum.text) else {
            diagnostics.append(
                Diagnostic(
                    "Invalid version", detail: "min_version is invalid: Malformed version: \(minimum.text)",
                    at: minimum.range))
            return
        }
        guard let version = Version(offered), version >= wanted else {
            diagnostics.append(
                Diagnostic(
                    "Unsupported Packer version",
                    detail: "This template requires Packer version \(minimum.text) or higher; using \(offered)",
                    at: minimum.range))
            return
        }
    }

    private mutating func settle(_ inputs: VariableInputs, _ world: TemplateWorld, syntaxOnly: Bool) {
        // Messages about a template on one line quote all of it.
        for variable in document.variables
        where document.sensitiveVariables.contains(where: { $0.text == variable.name }) {
            if let text = variable.defaultValue { world.redactor.add(text) }
        }
        var variables = LegacyVariables(document, inputs: inputs, sources: &sources)
        diagnostics += variables.diagnostics + (syntaxOnly ? [] : variables.missing)
        guard !hasErrors, !syntaxOnly else { return }
        diagnostics += variables.render(
            in: world.templating(environment("", "", world)), environment: inputs.environment)
        self.variables = variables.values
        for name in document.sensitiveVariables {
            if let value = variables.values[name.text] { world.redactor.add(value) }
        }
    }

    /// What template functions need to know, for text outside of any build.
    private func environment(_ name: String, _ type: String, _ world: TemplateWorld) -> ComponentEnvironment {
        ComponentEnvironment(
            buildName: name, builderType: type, runUUID: "", templateDirectory: directory, cacheDirectory: "",
            version: world.languageVersion, redactor: world.redactor)
    }

    /// Renders a text that belongs to no build, such as the name of a builder.
    func render(_ text: String, world: TemplateWorld) throws -> String {
        var environment = environment("", "", world)
        environment.userVariables = variables
        return try world.templating(environment).render(text)
    }
}

extension Diagnostic {
    fileprivate func adding(advice: String) -> Diagnostic {
        var diagnostic = self
        diagnostic.advice.append(advice)
        return diagnostic
    }
}
