import Diagnostics
import HCLSyntax
import HostOS

/// The files of a template after parsing: syntax only, nothing is evaluated.
struct ParsedTemplate {
    var files: [HCLFile] = []
    var sources = SourceCatalog()
    var diagnostics: [Diagnostic] = []

    /// The largest template or variable file that is read, in bytes: a limit against mistakes, not a format's.
    static let sizeLimit = 64 << 20

    /// - Parameter shape: what the files may hold, for those in JSON.
    init(_ paths: [String], shape: HCLBodyShape) {
        for path in paths {
            guard let file = read(path, shape: shape) else { continue }
            files.append(file)
        }
    }

    var blocks: [HCLBlock] { files.flatMap(\.body.blocks) }

    /// Reads and parses one file; what is wrong with it goes to `diagnostics`.
    mutating func read(_ path: String, shape: HCLBodyShape) -> HCLFile? {
        do {
            let bytes = try HostFiles.read(path, limit: Self.sizeLimit)
            let (file, found) =
                path.hasSuffix(".json")
                ? HCLParser.parseJSONFile(bytes, name: path, shape: shape) : HCLParser.parseFile(bytes, name: path)
            sources.add(bytes, name: path)
            diagnostics += found
            return file
        } catch {
            diagnostics.append(Diagnostic("Failed to read file", detail: "\(error)"))
            return nil
        }
    }
}
