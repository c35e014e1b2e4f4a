import BuildEvents
import Diagnostics
import HostOS

/// Makes a CD-ROM image of files and texts (`cd_files`, `cd_content`) by xorriso or what is like it.
struct CreateCD: Sendable {
    let content: MediaOptions.CDContent?
    let scratch: String
    /// Any of these does it, the first that is there.
    var candidates = Self.programs

    static let programs = ["xorriso", "mkisofs", "genisoimage"]
    /// What to say where there is none.
    static let missingProgram = Diagnostic(
        "xorriso not found",
        detail:
            "For cd_files, cd_content and cloud_init the program xorriso (or mkisofs, or genisoimage) is needed; none "
            + "is on the PATH.", advice: ["Install the package xorriso."])

    /// The image's path in a list of its own; nothing without content.
    func run(_ log: BuildLog) async throws -> [String] {
        guard let content else { return [] }
        log.say("Creating CD disk...")
        guard let program = candidates.first(where: { HostEnvironment.find(executable: $0) != nil }) else {
            throw DiagnosticError(Self.missingProgram)
        }
        let root = HostPath.join(scratch, "cd")
        try HostFiles.createDirectory(root)
        for (path, text) in content.content.sorted(by: { $0.key < $1.key }) {
            // Cleaned below "/", so that no path leads out of the folder.
            let target = HostPath.join(root, HostPath.cleaned("/" + path))
            try HostFiles.createDirectory(HostPath.dirname(target), intermediates: true)
            try HostFiles.write(text, to: target)
        }
        let image = HostPath.join(scratch, "cd.iso")
        var arguments = program == "xorriso" ? ["-as", "genisoimage"] : []
        arguments += ["-quiet", "-rock", "-joliet", "-graft-points"]
        arguments += ["-volid", content.label, "-output", image, root]
        arguments += try content.files.flatMap(FileGlob.expand).map(graft)
        let result = try await runProcess(program, arguments)
        guard result.exit.isSuccess else {
            throw DiagnosticError(Diagnostic("CD-ROM not made", detail: "\(program) failed: \(result.errorText)"))
        }
        return [image]
    }

    /// The content of a folder with a trailing slash, else the file or folder itself under its name.
    private func graft(_ path: String) -> String {
        guard !path.hasSuffix("/") else { return path }
        return "\(HostPath.basename(path).escapingGraft)=\(path.escapingGraft)"
    }
}

extension String {
    /// mkisofs(8): `=` parts the name on the medium from the file's, and a backslash takes such a meaning away.
    fileprivate var escapingGraft: String {
        String(flatMap { "\\=".contains($0) ? ["\\", $0] : [$0] })
    }
}
