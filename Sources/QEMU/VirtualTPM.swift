import AsyncSupport
import ComponentAPI
import Diagnostics
import HostOS

/// A TPM for a machine, made by the program swtpm.
package struct VirtualTPM: Hashable, Sendable {
    /// Makes a TPM 1.2 instead of a TPM 2.0.
    package var isVersion1: Bool

    package init(isVersion1: Bool) {
        self.isVersion1 = isVersion1
    }

    /// Runs swtpm while `body` runs; its state is in `folder` and goes with it.
    ///
    /// - Parameters:
    ///   - folder: must exist; its path may have about 90 bytes.
    ///   - body: gets the path of the socket for QEMU.
    /// - Throws: `DiagnosticError` if there is no swtpm, else what `body` throws, with swtpm's words if it ended.
    package func run<Value: Sendable>(
        in folder: String, ledger: any CleanupLedger, _ body: (String) async throws -> Value
    ) async throws -> Value {
        guard let program = HostEnvironment.find(executable: "swtpm") else {
            throw DiagnosticError(Self.missingProgram)
        }
        let socket = HostPath.join(folder, "vtpm.sock")
        let child = try await start(program, socket: socket, state: folder)
        let entry = LedgerEntry.process(id: child.id, startTime: child.startTime)
        return try await withTeardown {
            try ledger.record(entry)
            do {
                return try await body(socket)
            } catch let error as QEMUEnded where error.duringStart {
                throw try await explained(error, child)
            }
        } teardown: {
            await child.terminate()
            try ledger.settle(entry)
        }
    }

    /// What to say where there is no swtpm.
    package static let missingProgram = Diagnostic(
        "swtpm not found", detail: "With vtpm = true the program swtpm is needed, which is not on the PATH.",
        advice: ["Install the package swtpm, or leave vtpm out."])

    /// The socket listens before swtpm runs, so that QEMU never comes too early.
    private func start(_ program: String, socket: String, state: String) async throws -> ChildProcess {
        let listener = try SocketListener.unix(path: socket)
        var arguments = ["socket", "--tpmstate", "dir=\(state)", "--ctrl", "type=unixio,fd=3"]
        if !isVersion1 { arguments.append("--tpm2") }
        guard let number = listener.descriptor.release() else {
            throw HostError(operation: "listen on", subject: socket, reason: "the socket is closed")
        }
        // Ours has to go: else QEMU would wait for a swtpm that has ended.
        defer { HostFiles.closeDescriptor(number) }
        return try await ChildProcess.start(program, arguments, standardError: .pipe, inheriting: [number])
    }

    private func explained(_ error: QEMUEnded, _ child: ChildProcess) async throws -> QEMUEnded {
        guard let exit = child.exit else { return error }
        let words = String(decoding: try await child.standardError?.readAll(limit: 1 << 16) ?? [], as: UTF8.self)
        var error = error
        error.words.append("swtpm ended (\(exit)): \(words.trimmed)")
        return error
    }
}
