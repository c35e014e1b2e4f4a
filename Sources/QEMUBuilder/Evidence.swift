import AsyncSupport
import BuildEvents
import ComponentAPI
import Cryptography
import HostOS
import JSONText
import QEMU
import QMP
import ScreenReading

/// What tells why a build failed while its machine ran: the screen, the serial port, QEMU's own words.
struct Evidence: Sendable {
    let machine: RunningMachine
    let environment: ComponentEnvironment
    /// Is told what is found, for the report.
    let log: BuildLog
    /// Where QEMU may leave pictures for a moment, as an absolute path; nobody else may use it.
    let folder: String
    /// Reads screens that are no console; `nil` where the template does not ask for that.
    let optical: OpticalSight?

    /// The last so many lines of the serial port are shown with the failure; the report has more.
    private static let shownLines = 15

    /// - Parameter folder: is made.
    init(
        machine: RunningMachine, environment: ComponentEnvironment, log: BuildLog, folder: String,
        optical: OpticalSight? = nil
    ) throws {
        self.machine = machine
        self.environment = environment
        self.log = log
        self.folder = folder
        self.optical = optical
        try HostFiles.createDirectory(folder, mode: 0o700)
    }

    /// Runs `body`; if it fails, tells what the machine shows and notes it for the report.
    ///
    /// A cancelled build needs no evidence.
    func onFailure<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch {
            if !Task.isCancelled, !(error is CancellationError) { tell(await collect()) }
            throw error
        }
    }

    /// Notes everything for the report.
    @discardableResult
    func collect() async -> Findings {
        var findings = Findings()
        if !machine.hasEnded {
            findings.state = await status()
            findings.state.map { log.emit(.exhibit(.state($0))) }
            findings.screen = await noteScreen(withPicture: true)
        }
        let serial = SerialLog(command: machine.command)?.text ?? ""
        log.emit(.exhibit(.serial(serial)))
        findings.serial = serial.split(whereSeparator: \.isNewline).suffix(Self.shownLines).map(String.init)
        findings.words = machine.standardError
        log.emit(.exhibit(.words(findings.words)))
        return findings
    }

    /// What the user is told when the build fails.
    struct Findings: Sendable {
        var state: String?
        var screen: ScreenLines?
        var serial: [String] = []
        var words: [String] = []
    }

    private func tell(_ findings: Findings) {
        if let state = findings.state, state != "running" { log.say("The machine's state is \"\(own: state)\"") }
        func tell(_ title: EventText, _ lines: [String]) {
            guard !lines.isEmpty else { return }
            log.say(title)
            log.message(lines.joined(separator: "\n"))
        }
        let isOptical = findings.screen?.isOptical == true
        tell(
            isOptical ? "The machine's screen says (OCR):" : "The machine's screen says:", findings.screen?.lines ?? []
        )
        tell("The last lines of its serial port:", findings.serial)
        tell("QEMU said:", findings.words)
    }

    /// As QEMU's monitor names it (`query-status`): `running`, `paused`, `io-error`, `internal-error` and others.
    private func status() async -> String? {
        // A monitor that does not answer any more has nothing to tell.
        try? await withDeadline(.seconds(5)) { try await machine.monitor.status() }
    }
}

extension Evidence {
    /// The rows of a screen that say something.
    struct ScreenLines: Sendable {
        var lines: [String]
        /// Whether they were guessed by optical character recognition.
        var isOptical: Bool
    }

    /// Notes the screen for the report, as text and perhaps as a picture.
    ///
    /// - Returns: `nil` if the screen cannot be read.
    func noteScreen(withPicture: Bool) async -> ScreenLines? {
        let screen = MachineScreen(monitor: machine.monitor, folder: folder, optical: optical)
        // What cannot be read may still be seen.
        let text = try? await withDeadline(.seconds(optical == nil ? 5 : 20)) { try await screen.text() }
        let picture = withPicture ? await picture() : nil
        if text != nil || picture != nil || !withPicture {
            log.emit(
                .exhibit(
                    .screen(
                        ScreenExhibit(lines: text?.lines, picture: picture, isOptical: text?.isOptical ?? false))))
        }
        return text.map { ScreenLines(lines: $0.lines.filter { !$0.isEmpty }, isOptical: $0.isOptical) }
    }

    /// The screen as PNG.
    private func picture() async -> [UInt8]? {
        // Without a picture the failure is still told.
        try? await withDeadline(.seconds(5)) {
            let path = try await machine.monitor.captureScreen(to: HostPath.join(folder, "picture"))
            defer { remove(path) }
            return path.hasSuffix(".png") ? try HostFiles.read(path, limit: 16 << 20) : nil
        }
    }

    /// What is the same for equal screens; `nil` for a machine without one.
    func screenDigest() async -> String? {
        let path = HostPath.join(folder, "watch.ppm")
        // Whatever keeps us from looking does not keep the build from going on.
        return try? await withDeadline(.seconds(5)) {
            try await machine.monitor.dumpScreen(to: path)
            defer { remove(path) }
            var digest = try Digest(.sha1)
            try HostFiles.readPieces(path, size: 1 << 16) { digest.update($0) }
            return Hexadecimal.text(digest.finalize())
        }
    }

    /// Read from and written to all disks since the start.
    func diskBytes() async -> Int64? { await blockStatistics("rd_bytes", "wr_bytes") }

    /// Written to all disks since the start.
    func bytesWritten() async -> Int64? { await blockStatistics("wr_bytes") }

    /// The sum of those counters (`BlockDeviceStats`) of all disks.
    private func blockStatistics(_ counters: String...) async -> Int64? {
        // As above.
        try? await withDeadline(.seconds(5)) {
            let disks = try await machine.monitor.execute("query-blockstats").array ?? []
            return disks.reduce(0) { sum, disk in
                let numbers = counters.compactMap { disk["stats"]?[$0]?.int }
                return sum + numbers.reduce(0) { $0 &+ Int64($1) }
            }
        }
    }

    private func remove(_ path: String) {
        // It goes with the folder at the latest.
        try? HostFiles.remove(path)
    }
}
