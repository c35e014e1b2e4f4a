import BootCommand
import BuildEvents
import ComponentAPI
import HostOS
import QEMU
import RFB
import ScreenReading

/// Waits for the machine's boot loader and types the boot command.
struct TypeBootCommand: Sendable {
    let options: BootOptions
    let screen: LaunchMachine.Screen
    /// Where pictures of the screen may be left for a moment.
    let folder: String
    let optical: OpticalSight?
    /// With the machine's own data.
    let templating: TemplateContext
    let log: BuildLog

    func run(_ machine: RunningMachine) async throws {
        if let wait = options.wait {
            log.say("Waiting \(wait.inWords) for boot...")
            try await Task.sleep(for: wait)
        }
        guard !options.pieces.isEmpty else { return }
        // QEMU's own keymap, which a template may set by -k, counts for what comes over VNC only.
        if machine.command.contains("-k"), options.layout == .us {
            try await typeOverVNC(machine)
        } else {
            log.say("Typing the boot command...")
            try await type(on: QMPKeyboard(monitor: machine.monitor), machine)
        }
    }

    private func typeOverVNC(_ machine: RunningMachine) async throws {
        log.say("Connecting to VM via VNC (\(own: screen.address.inWords))")
        let stream = try await connect()
        try await withRFBClient(over: stream, password: screen.password) { client in
            log.say("Typing the boot command over VNC...")
            try await type(on: client, machine)
            // QEMU drops what it has not read yet when a viewer leaves. Its answer tells that it has read the keys.
            _ = try await client.capture()
        }
    }

    private func type(on keyboard: some BootKeyboard, _ machine: RunningMachine) async throws {
        let log = log
        let watch = ScreenWatch(
            screen: MachineScreen(monitor: machine.monitor, folder: folder, optical: optical),
            serial: SerialRecord(command: machine.command)
        ) { condition in log.message("Waiting until \(condition.inWords)...") }
        let typist = BootTypist(pacing: pacing, layout: options.layout)
        for (index, piece) in options.pieces.enumerated() {
            if let description = piece.description { log.message("Typing: \(description)") }
            let (command, _) = try piece.parsed(templating.render)
            do {
                let start = ContinuousClock.now
                let record = try await typist.type(command, on: keyboard, watchedBy: watch)
                tell(record, took: ContinuousClock.now - start)
            } catch var failure as BootWaitFailure {
                failure.place = place(index)
                throw failure
            }
        }
    }

    /// Which step it is, where there are several.
    private func place(_ index: Int) -> String? {
        guard options.pieces.count > 1 else { return nil }
        let description = options.pieces[index].description.map { ", \"\($0)\"" } ?? ""
        return "step \(index + 1) of \(options.pieces.count)\(description)"
    }

    private func tell(_ record: TypingRecord, took time: Duration) {
        log.debug(
            "Typed \(record.verified) characters whose echo was seen and \(record.unseen) others in \(time.inWords)")
        if record.retyped > 0 { log.message("Keys did not arrive; \(record.retyped) characters were typed again.") }
        for text in record.doubtful {
            log.say("Warning: the screen did not echo what was typed, after several attempts:")
            log.message("\(text)")
        }
    }

    /// What the template asks for, else as fast as this host is able to pass on.
    private var pacing: BootPacing {
        options.pacing.isFree ? options.pacing.stretched(forLoad: HostLoad.perProcessor) : options.pacing
    }

    private func connect() async throws -> SocketStream {
        switch screen.address {
        case .unixSocket(let path): try await SocketStream.connect(unixPath: path)
        case .tcp(let host, let port, _): try await SocketStream.connect(host: host, port: port)
        }
    }
}

extension MachineDescription.ScreenAddress {
    var inWords: String {
        switch self {
        case .unixSocket(let path): path
        case .tcp(let host, let port, _): "\(host):\(port)"
        }
    }
}

extension Duration {
    /// As Go writes durations: `1m30s`, `500ms`.
    var inWords: String {
        let (seconds, fraction) = components
        let milliseconds = fraction / 1_000_000_000_000_000
        if seconds == 0 { return "\(milliseconds)ms" }
        var text = ""
        if seconds >= 3600 { text += "\(seconds / 3600)h" }
        if seconds >= 60 { text += "\(seconds % 3600 / 60)m" }
        return text + "\(seconds % 60)" + (milliseconds == 0 ? "" : ".\(milliseconds)") + "s"
    }
}
