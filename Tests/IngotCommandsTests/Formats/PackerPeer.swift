import HostOS
import IngotCommands
import TestSupport

/// The verdicts of Packer 1.6.6, where it is installed, and of this program on the same template.
enum PackerPeer {
    static let path: String? = {
        let folders = (HostEnvironment.variables["PATH"] ?? "").split(separator: ":")
        return folders.map { "\($0)/packer" }.first { HostFiles.exists($0) }
    }()
    static let isInstalled = path != nil
    static let skipReason = "the program packer (1.6.6) is not installed: nothing to compare with"

    struct Case: Sendable, CustomStringConvertible {
        var name: String
        var text: String
        var flags: [String] = []
        var files: [String: String] = [:]

        init(_ name: String, _ text: String, flags: [String] = [], files: [String: String] = [:]) {
            self.name = name
            self.text = text
            self.flags = flags
            self.files = files
        }

        var description: String { name }
    }

    struct Verdicts {
        var peer: Bool
        var ours: Bool
        var peerText: String
        var ourText: String
    }

    /// Has both programs validate a template; flags are the same for both.
    static func verdicts(_ test: Case, file: String) async throws -> Verdicts {
        let folder = try makeTemporaryDirectory()
        defer { removeTree(folder) }
        try write(test.text, to: "\(folder)/\(file)")
        for (name, text) in test.files { try write(text, to: "\(folder)/\(name)") }
        let arguments = ["validate"] + test.flags.map { $0.replacing("@", with: "\(folder)/") } + ["\(folder)/\(file)"]
        let environment = [
            "PATH": "/usr/bin:/bin", "HOME": folder, "CHECKPOINT_DISABLE": "1", "PACKER_CACHE_DIR": "\(folder)/cache",
        ]
        let peer = try await runProcess(
            path ?? "packer", arguments, environment: environment, workingDirectory: folder)
        let output = CapturedOutput()
        let status = await Ingot.run(
            arguments,
            in: CommandContext(
                environment: environment, workingDirectory: folder, output: output, errorOutput: output,
                terminalWidth: nil))
        return Verdicts(
            peer: peer.exit == .status(0), ours: status == 0, peerText: peer.outputText + peer.errorText,
            ourText: output.text)
    }
}
