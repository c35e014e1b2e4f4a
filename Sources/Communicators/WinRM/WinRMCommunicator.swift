package import BuildEvents
package import ComponentAPI
internal import HostOS
internal import WinRM

/// The way into a Windows machine by WinRM.
///
/// Every command has a shell of its own, so that it sees what commands before it changed in the environment of the
/// machine. There is no session that could be lost: a call while the machine is away fails with
/// `CommunicatorDisconnected`, and one after that works again.
package final class WinRMCommunicator: MachineConnection {
    private let client: WinRMClient

    /// Waits until the machine lets us in.
    ///
    /// - Parameters:
    ///   - host: where to connect, whatever the template says.
    ///   - pause: after the first success; then everything is waited for once more.
    /// - Throws: `WinRMConnectionError`.
    package static func connect(
        _ options: WinRMOptions, host: String, port: Int, pause: Duration, log: BuildLog
    ) async throws -> WinRMCommunicator {
        let connector = WinRMConnector(
            settings: options.settings(host: host, port: port), timeout: options.timeout, pace: WinRMPace(host: host),
            log: log)
        var client = try await connector.connect()
        if pause > .zero {
            log.say("Pausing \(pause) before connecting again...")
            try await Task.sleep(for: pause)
            client = try await connector.connect()
        }
        return WinRMCommunicator(client)
    }

    init(_ client: WinRMClient) {
        self.client = client
    }

    /// Does nothing: shells are closed after each command, and the HTTP connection goes with the last reference.
    package func close() async {}

    package func run(
        _ command: String, output: @escaping @Sendable (CommandOutput) -> Void
    ) async throws -> CommandExit {
        func show(_ stream: RemoteShell.Stream, _ line: String) {
            output(stream == .standardOutput ? .standardOutput(line) : .standardError(line))
        }
        return try await telling {
            var lines = OutputLines()
            // What came before the connection was lost is worth showing too.
            defer { lines.finish(line: show) }
            let code = try await RemoteShell.with(client) { shell in
                try await shell.run(command) { stream, bytes in lines.add(stream, bytes, line: show) }
            }
            return .status(code)
        }
    }

    /// The mode is left out: Windows has none.
    package func upload(
        _ source: UploadSource, to path: String, progress: (@Sendable (Int64) -> Void)?
    ) async throws {
        let content: FileUpload.Content =
            switch source {
            case .file(let path, _): .file(path)
            case .bytes(let bytes, _): .bytes(bytes)
            }
        try await telling {
            try await FileUpload.run([.init(path: "", content: content)], to: path, client, progress: progress)
        }
    }

    package func uploadDirectory(_ source: String, to path: String) async throws {
        let root = HostPath.cleaned(source)
        var items: [FileUpload.Item] = []
        for entry in try HostFiles.walk(root) {
            let place = HostPath.join(root, entry.path)
            switch HostFiles.kind(of: place, followingLinks: true) {
            case .directory where entry.kind == .directory: items.append(.init(path: entry.path, content: nil))
            case .file: items.append(.init(path: entry.path, content: .file(place)))
            default:
                throw TransferRefused(
                    path: place, reason: "only files and folders can be sent to Windows, no links to folders")
            }
        }
        let name = source.hasSuffix("/") ? "" : "/" + HostPath.basename(root)
        try await telling { [items] in
            try await FileUpload.run([.init(path: ".", content: nil)] + items, to: path + name, client)
        }
    }

    package func download(
        _ path: String, to destination: String, progress: (@Sendable (Int64) -> Void)?
    ) async throws {
        try await telling {
            try await FileDownload.run(path, isFolder: false, to: destination, client, progress: progress)
        }
    }

    package func downloadDirectory(_ path: String, to destination: String) async throws {
        let names = path.split { $0 == "/" || $0 == "\\" }
        let isContent = path.hasSuffix("/") || path.hasSuffix("\\")
        let target = isContent ? destination : HostPath.join(destination, String(names.last ?? ""))
        var folder = path[...]
        // The root of a drive keeps its separator: without one it would be the current folder of that drive.
        while folder.count > 3, folder.hasSuffix("/") || folder.hasSuffix("\\") { folder.removeLast() }
        try await telling { [folder] in
            try await FileDownload.run(String(folder), isFolder: true, to: target, client)
        }
    }

    /// Runs `body`; a machine that went away meanwhile is told as a disconnect.
    private func telling<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let error as WinRMError where error.isDisconnection {
            throw CommunicatorDisconnected(detail: error.message)
        } catch let fault as WSManFault where fault.isShellGone || fault.isShutdown {
            throw CommunicatorDisconnected(detail: WinRMError(fault).message)
        } catch let fault as WSManFault {
            throw WinRMError(fault)
        }
    }
}

/// Something that cannot be sent.
struct TransferRefused: Error, CustomStringConvertible {
    let path: String
    let reason: String

    var description: String { "cannot upload \(path): \(reason)" }
}
