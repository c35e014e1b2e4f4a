import BootCommand
import BuildEvents
import ComponentAPI
import HostOS
import QEMU
import RFB

/// Waits for the machine's boot loader and types the boot command over VNC.
struct TypeBootCommand: Sendable {
    let options: BootOptions
    let screen: LaunchMachine.Screen
    /// With the machine's own data.
    let templating: TemplateContext
    let log: BuildLog

    func run(_ machine: RunningMachine) async throws {
        if let wait = options.wait {
            log.say("Waiting \(wait.inWords) for boot...")
            try await Task.sleep(for: wait)
        }
        guard !options.pieces.isEmpty else { return }
        log.say("Connecting to VM via VNC (\(own: screen.address.inWords))")
        let stream = try await connect()
        try await withRFBClient(over: stream, password: screen.password) { client in
            log.say("Typing the boot command over VNC...")
            for piece in options.pieces {
                if let description = piece.description { log.message("Typing: \(description)") }
                let (command, _) = BootCommand.parse(try templating.render(piece.text))
                try await BootTypist(pacing: pacing).type(command, on: client)
            }
            // QEMU drops what it has not read yet when a viewer leaves. Its answer tells that it has read the keys.
            _ = try await client.capture()
        }
    }

    /// What the template asks for, else as fast as this host is able to pass on.
    private var pacing: BootPacing {
        options.pacing == .standard ? options.pacing.stretched(forLoad: HostLoad.perProcessor) : options.pacing
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
