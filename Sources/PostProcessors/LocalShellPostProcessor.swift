import BuildEvents
import ComponentAPI
import Scripts

/// `shell-local`: runs scripts on this host and hands the artifact on as it is.
package struct LocalShellPostProcessor: PostProcessor {
    let shell: LocalShell

    package func process(_ artifact: any Artifact, log: BuildLog) async throws -> PostProcessed {
        try await shell.run(generatedData: artifact.generatedData, log: log)
        return PostProcessed(artifact, keepsInput: true, mustKeepInput: true)
    }

    /// The component's entry in the catalogue.
    package static let type = PostProcessorType(
        name: "shell-local", summary: "Runs shell scripts on this host.", options: LocalShell.options
    ) { reader, environment in
        let processor = LocalShellPostProcessor(shell: LocalShell(reader, environment))
        return Prepared(processor, warnings: try reader.finish())
    }
}
