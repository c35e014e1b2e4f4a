import AsyncSupport
import ComponentAPI
import Diagnostics
import HostOS
import QEMU
import QMP
import ScreenReading

/// What tells why a build failed while its machine ran: the screen, the serial port, QEMU's own words.
struct Evidence: Sendable {
    let machine: RunningMachine
    let environment: ComponentEnvironment
    let serialLog: String

    /// The last so many lines of the serial port are shown.
    private static let shownLines = 15
    /// The end of the serial port's log that is looked at, in bytes.
    private static let readBytes = 1 << 16

    /// Runs `body` and adds the evidence to what it throws; a cancelled build needs none.
    func onFailure<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let error as CancellationError {
            throw error
        } catch let left as LeftAsIs {
            throw LeftAsIs(MachineFailure(cause: left.cause, evidence: await collect()))
        } catch {
            try Task.checkCancellation()
            throw MachineFailure(cause: error, evidence: await collect())
        }
    }

    private func collect() async -> [String] {
        var evidence: [String] = []
        if !machine.hasEnded {
            if let status = await status() { evidence.append("The machine's state is \"\(status)\"") }
            if let lines = await screenLines() {
                evidence.append("The machine's screen says:\n" + lines.joined(separator: "\n"))
            }
            if let picture = await captureScreen() { evidence.append("The machine's screen is in \(picture)") }
        }
        let serial = lastSerialLines()
        if !serial.isEmpty {
            evidence.append("The last lines of its serial port:\n" + serial.joined(separator: "\n"))
        }
        let words = machine.standardError
        if !words.isEmpty { evidence.append("QEMU said:\n" + words.joined(separator: "\n")) }
        return evidence
    }

    /// As QEMU's monitor names it (`query-status`): `running`, `paused`, `io-error`, `internal-error` and others.
    private func status() async -> String? {
        // A monitor that does not answer any more has nothing to tell.
        try? await withDeadline(.seconds(5)) { try await machine.monitor.status() }
    }

    /// The rows of the screen that say something, if it can be read.
    private func screenLines() async -> [String]? {
        let screen = MachineScreen(monitor: machine.monitor, folder: HostPath.dirname(serialLog))
        // The picture is saved in any case.
        let text = try? await withDeadline(.seconds(5)) { try await screen.text() }
        guard let lines = text?.lines.filter({ !$0.isEmpty }), !lines.isEmpty else { return nil }
        return lines
    }

    private func captureScreen() async -> String? {
        let folder = HostPath.join(environment.cacheDirectory, "failures")
        let name = "\(environment.buildName)-\(environment.runUUID.prefix(8))"
        // Without a picture the failure is still told.
        return try? await withDeadline(.seconds(5)) {
            try HostFiles.createDirectory(folder, intermediates: true)
            return try await machine.monitor.captureScreen(
                to: try HostPath.absolute(HostPath.join(folder, name)))
        }
    }

    private func lastSerialLines() -> [String] {
        // A template may have taken the serial port for itself.
        guard let bytes = try? HostFiles.read(serialLog) else { return [] }
        let text = String(decoding: bytes.suffix(Self.readBytes), as: UTF8.self)
        let lines = text.split(whereSeparator: \.isNewline).map { line in
            // A guest could move the terminal's cursor otherwise.
            String(line.unicodeScalars.filter { $0.value >= 32 && $0.value != 127 }.map { Character($0) })
        }
        return Array(lines.suffix(Self.shownLines))
    }
}

/// A failure with what the machine showed at that moment.
struct MachineFailure: DiagnosticConvertible, CustomStringConvertible {
    let cause: any Error
    let evidence: [String]

    var diagnostic: Diagnostic {
        var diagnostic =
            switch cause {
            case let error as any DiagnosticConvertible: error.diagnostic
            case let error as DiagnosticError: error.diagnostics.first ?? Diagnostic("Build failed")
            default: Diagnostic("Build failed", detail: "\(cause)")
            }
        diagnostic.detail = ([diagnostic.detail] + evidence).joined(separator: "\n")
        return diagnostic
    }

    var description: String { ([("\(cause)")] + evidence).joined(separator: "\n") }
}
