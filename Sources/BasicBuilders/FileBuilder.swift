import AsyncSupport
import BuildEvents
import ComponentAPI
import Diagnostics
import HostOS

/// `file`: writes one file; made for trying post-processors without a machine.
package struct FileBuilder: Builder {
    enum Keys {
        static let target = OptionKey<String>("target", required: true, "The file to write.")
        static let source = OptionKey<String>("source", "The file to copy to the target.")
        static let content = OptionKey<String>("content", "The text to write to the target.")

        static let all = [target.declaration, source.declaration, content.declaration]
    }

    let target: String
    let source: String?
    let content: String
    let environment: ComponentEnvironment

    /// The builder as templates know it: `source "file" "NAME"`.
    package static let type = BuilderType(
        name: "file", summary: "Writes a file, from a text or another file.", options: Keys.all
    ) { reader, environment in
        let target = reader.optional(Keys.target) ?? ""
        let source = reader.optional(Keys.source).flatMap { $0.isEmpty ? nil : $0 }
        let content = reader.optional(Keys.content) ?? ""
        if target.isEmpty && reader.isSet(Keys.target) {
            reader.error("Missing target", "The target is the path of the file to write; it is empty.", of: Keys.target)
        }
        if source != nil && !content.isEmpty {
            reader.error("Conflicting sources", "Cannot specify source file AND content", of: Keys.content)
        }
        if source == nil && content.isEmpty {
            reader.warning("No content", "Both source file and contents are blank; target will have no content")
        }
        return Prepared(
            FileBuilder(target: target, source: source, content: content, environment: environment),
            warnings: try reader.finish())
    }

    package func run(_ context: BuildContext) async throws -> (any Artifact)? {
        try HostFiles.createDirectory(HostPath.dirname(target), intermediates: true)
        if let source {
            try await copy(source, context)
        } else {
            try HostFiles.writeAtomically(content.utf8, to: target, mode: 0o600)
        }
        let data = ["ID": "File", "PackerRunUUID": environment.runUUID]
        let artifact = FileArtifact(path: target, generatedData: data)
        do {
            try await context.provision(
                Machine(communicator: AcceptingCommunicator(), generatedData: data, log: context.log))
        } catch {
            // A file that stays would look like the artifact of a build that succeeded; that it cannot be removed
            // says less than the error that is thrown.
            if environment.onError != .abort { try? await artifact.destroy() }
            throw error
        }
        return artifact
    }

    /// The target is replaced as a whole, so that a copy that was cut short leaves what was there.
    private func copy(_ source: String, _ context: BuildContext) async throws {
        let beside = "\(target).\(RandomBytes.hex(count: 6)).tmp"
        let entry = LedgerEntry.path(beside)
        context.log.say("Copying \(source) to \(target)")
        try context.ledger.record(entry)
        let target = target
        try await withTeardown {
            try await HostFiles.copyAside(source, to: beside)
            try HostFiles.rename(beside, to: target)
        } teardown: {
            if HostFiles.exists(beside) { try HostFiles.remove(beside) }
            try context.ledger.settle(entry)
        }
    }
}
