import Diagnostics
import HCLSyntax
import HostOS

/// Brings files to the canonical style, one after the other; what cannot be read does not stop the others.
struct FileFormatting {
    private let context: CommandContext
    private let writes: Bool
    private let showsChanges: Bool
    private let isRecursive: Bool
    /// Whether something was or would be changed.
    private(set) var hasChanges = false
    private(set) var hasFailed = false

    /// The largest file that is formatted, in bytes: a limit against mistakes.
    private static let sizeLimit = 64 << 20
    private static let endings = [".pkr.hcl", ".pkrvars.hcl"]

    init(context: CommandContext, writes: Bool, showsChanges: Bool, isRecursive: Bool) {
        self.context = context
        self.writes = writes
        self.showsChanges = showsChanges
        self.isRecursive = isRecursive
    }

    /// Formats standard input to standard output.
    mutating func formatInput() async throws {
        let bytes = try await context.input.readAll()
        guard let result = formatted(bytes, name: "<stdin>") else { return }
        guard result == bytes || writes else {
            hasChanges = true
            return
        }
        hasChanges = hasChanges || result != bytes
        context.output.write(String(decoding: result, as: UTF8.self))
    }

    /// Formats a file, or those of a folder.
    mutating func format(at path: String) {
        let place = HostPath.isAbsolute(path) ? path : HostPath.join(context.workingDirectory, path)
        switch HostFiles.kind(of: place, followingLinks: true) {
        case nil:
            fail(
                Diagnostic(
                    "File not found", detail: "There is no file or folder \"\(path)\".",
                    advice: ["Give .pkr.hcl or .pkrvars.hcl files, or folders that hold some."]))
        case .directory: formatFolder(path, at: place)
        case .file, .symlink, .other:
            guard Self.endings.contains(where: path.hasSuffix) else {
                fail(
                    Diagnostic(
                        "Not an HCL2 file", detail: "file \(path) is not a HCL file",
                        advice: ["Names of files to format end in .pkr.hcl or .pkrvars.hcl."]))
                return
            }
            formatFile(path, at: place)
        }
    }

    /// Files first, then folders, each in the order of their names.
    private mutating func formatFolder(_ path: String, at place: String) {
        let names: [String]
        do {
            names = try HostFiles.list(place)
        } catch {
            return fail(Diagnostic("Cannot read the folder", detail: "\(error)"))
        }
        // Links are not followed, so that no circle of them can be entered.
        let folders = names.filter { HostFiles.kind(of: place + "/" + $0) == .directory }
        for name in names where Self.isWanted(name) && !folders.contains(name) {
            formatFile(HostPath.join(path, name), at: place + "/" + name)
        }
        guard isRecursive else { return }
        for name in folders where !name.hasPrefix(".") {
            formatFolder(HostPath.join(path, name), at: place + "/" + name)
        }
    }

    /// Whether a file of a folder is a template: neither hidden nor what an editor left.
    private static func isWanted(_ name: String) -> Bool {
        endings.contains(where: name.hasSuffix) && !name.hasPrefix(".") && !name.hasPrefix("#")
    }

    private mutating func formatFile(_ path: String, at place: String) {
        do {
            let bytes = try HostFiles.read(place, limit: Self.sizeLimit)
            guard let result = formatted(bytes, name: path), result != bytes else { return }
            hasChanges = true
            context.output.write(path + "\n")
            if writes { try HostFiles.write(result, to: place) }
            if showsChanges {
                context.output.write(LineChanges(from: bytes, to: result).unified(path: path))
            }
        } catch {
            fail(Diagnostic("Cannot format the file", detail: "\(error)"))
        }
    }

    /// The text in canonical style; `nil`, and told, if its syntax is wrong.
    private mutating func formatted(_ bytes: [UInt8], name: String) -> [UInt8]? {
        let (_, problems) = HCLParser.parseFile(bytes, name: name)
        if !problems.containsError, let result = HCLFormatter.format(bytes) { return result }
        hasFailed = true
        var report = DiagnosticReport(context: context, isColoured: true)
        report.sources.add(bytes, name: name)
        report.show(problems)
        return nil
    }

    private mutating func fail(_ diagnostic: Diagnostic) {
        hasFailed = true
        DiagnosticReport(context: context, isColoured: true).show([diagnostic])
    }
}
