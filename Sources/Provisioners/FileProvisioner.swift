import BuildEvents
import ComponentAPI
import GoTemplate
import HostOS

/// `file`: copies files and folders to the machine or from it.
package struct FileProvisioner: Provisioner {
    enum Keys {
        static let source = OptionKey<String>("source", "The file or folder to copy.")
        static let sources = OptionKey<[String]>("sources", "Several files or folders to copy.")
        static let content = OptionKey<String>("content", "The text of the file to write.")
        static let destination = OptionKey<String>("destination", required: true, "Where to copy to.")
        static let direction = OptionKey<String>("direction", default: "upload", "`upload` or `download`.")
        static let generated = OptionKey<Bool>(
            "generated", default: false, "Whether the source comes to be only during the build.")

        static let all: [OptionDeclaration] = [
            source.declaration, sources.declaration, content.declaration, destination.declaration,
            direction.declaration, generated.declaration,
        ]
    }

    let sources: [String]
    let content: String?
    let destination: String
    let isDownload: Bool
    let templating: TemplateContext

    package func provision(_ machine: Machine) async throws {
        let communicator = try machine.requiredCommunicator()
        let context = templating.adding(machine.generatedData.mapValues { GoValue.string($0) })
        let target = try context.render(destination)
        if let content {
            return try await upload(
                .bytes(Array(content.utf8), mode: 0o600), named: "pkr-file-content", to: target, machine, communicator)
        }
        for source in sources {
            let path = try context.render(source)
            isDownload
                ? try await download(path, to: target, machine, communicator)
                : try await upload(path, to: target, machine, communicator)
        }
    }

    private func upload(
        _ source: String, to target: String, _ machine: Machine, _ communicator: any Communicator
    ) async throws {
        switch HostFiles.kind(of: source, followingLinks: true) {
        case nil: throw ProvisionerError.missingFile(source)
        case .directory:
            machine.log.say("Uploading \(source) => \(target)")
            try await communicator.uploadDirectory(source, to: target)
        default:
            let path = target.hasSuffix("/") ? target + HostPath.basename(source) : target
            try await upload(
                .file(path: source, mode: nil), named: source, to: path, machine, communicator,
                total: try HostFiles.size(source))
        }
    }

    private func upload(
        _ source: UploadSource, named name: String, to target: String, _ machine: Machine,
        _ communicator: any Communicator, total: Int64? = nil
    ) async throws {
        machine.log.say("Uploading \(name) => \(target)")
        let log = machine.log
        let activity = "Uploading \(HostPath.basename(name))"
        try await communicator.upload(source, to: target) { sent in
            log.progress(Progress(activity: activity, completed: sent, total: total, unit: .bytes))
        }
        log.progress(Progress(activity: activity, completed: total ?? 0, total: total, unit: .bytes, isFinished: true))
    }

    private func download(
        _ source: String, to target: String, _ machine: Machine, _ communicator: any Communicator
    ) async throws {
        let isPattern = source.contains { "*?[".contains($0) }
        let isFolder = source.hasSuffix("/") || isPattern
        let path = target.hasSuffix("/") && !isFolder ? target + HostPath.basename(source) : target
        let parent = target.hasSuffix("/") ? target : HostPath.dirname(path)
        try HostFiles.createDirectory(HostPath.cleaned(parent), mode: 0o755, intermediates: true)
        machine.log.say("Downloading \(source) => \(path)")
        if isPattern {
            // Several things can only come into a folder, whether the destination says so or not.
            try HostFiles.createDirectory(HostPath.cleaned(path), mode: 0o755, intermediates: true)
            return try await downloadMatches(of: source, to: path, machine, communicator)
        }
        if isFolder { return try await communicator.downloadDirectory(source, to: path) }
        let log = machine.log
        let activity = "Downloading \(HostPath.basename(source))"
        try await communicator.download(source, to: path) { received in
            log.progress(Progress(activity: activity, completed: received, total: nil, unit: .bytes))
        }
        // Nothing came if the machine is none at all.
        let size = (try? HostFiles.size(path)) ?? 0
        log.progress(Progress(activity: activity, completed: size, total: size, unit: .bytes, isFinished: true))
    }
}

extension FileProvisioner {
    /// The component's entry in the catalogue.
    package static let type = ProvisionerType(
        name: "file", summary: "Copies files to the machine or from it.", options: Keys.all
    ) { reader, _ in
        let sources = (reader.optional(Keys.source).map { [$0] } ?? []) + (reader.optional(Keys.sources) ?? [])
        let content = reader.optional(Keys.content)
        let direction = reader.value(Keys.direction)
        let provisioner = FileProvisioner(
            sources: sources, content: content, destination: reader.optional(Keys.destination) ?? "",
            isDownload: direction == "download", templating: reader.templating)
        provisioner.check(direction, reader)
        return Prepared(provisioner, warnings: try reader.finish())
    }

    private func check(_ direction: String, _ reader: OptionReader) {
        if direction != "upload" && direction != "download" {
            reader.error(
                "Invalid direction", "Direction must be one of: download, upload; it is \"\(direction)\".",
                of: Keys.direction)
        }
        if sources.isEmpty && content == nil {
            reader.error("Missing source", "Must specify source file(s) or content to copy.")
        }
        if !sources.isEmpty && content != nil {
            reader.error(
                "Conflicting sources", "source(s) conflicts with content: only one of them can be set.",
                of: Keys.content)
        }
        if content != nil && (isDownload || destination.hasSuffix("/")) {
            reader.error(
                "No file to write", "content is uploaded to a file: destination must be its path.", of: Keys.content)
        }
        guard !isDownload, !reader.value(Keys.generated) else { return }
        for path in sources where !HostFiles.exists(path) {
            reader.error("Bad source", "Bad source '\(path)': stat \(path): no such file or directory")
        }
    }
}
