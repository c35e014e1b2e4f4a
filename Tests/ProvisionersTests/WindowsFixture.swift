import Communicators
import ComponentAPI
import HCLValues
import Provisioners
import TestSupport
import Testing

/// A machine that a protocol server plays, and what was sent to it; it is no Windows.
struct WindowsFixture: Sendable {
    let server: WSManServer
    let windows: FakeWindows
    let machine: Machine
    let events: NotedEvents

    /// - Parameter commands: answers commands; scripts come decoded.
    static func with<Value: Sendable>(
        data: [String: String] = [:],
        _ commands: @escaping @Sendable (String, FakeWindows) -> FakeWindows.Reply? = { _, _ in .init() },
        _ body: @escaping @Sendable (WindowsFixture) async throws -> Value
    ) async throws -> Value {
        let windows = FakeWindows { command, windows in
            if command.contains("WinRM connected.") { return .init("WinRM connected.\r\n") }
            if command.contains("packer-cleanup-") {
                removeFiles(command, windows)
                return .init()
            }
            return commands(command, windows)
        }
        return try await WSManServer.with(.init(), windows) { server in
            let reader = ComponentFixture.reader([
                "communicator": .string("winrm"), "winrm_username": .string(server.setup.user),
                "winrm_password": .string(server.setup.password), "winrm_no_proxy": .bool(true),
            ])
            let options = CommunicatorOptions(reader: reader, environment: ComponentFixture.environment())
            _ = try reader.finish()
            let events = NotedEvents()
            let connection = try await WinRMCommunicator.connect(
                options.winRM, host: "127.0.0.1", port: Int(server.port), pause: .zero, log: events.log)
            let value = try await body(
                WindowsFixture(
                    server: server, windows: windows,
                    machine: Machine(communicator: connection, generatedData: data, log: events.log), events: events))
            #expect(server.service.violations == [])
            #expect(server.service.openShells == 0)
            return value
        }
    }

    /// Does what a clean-up script says, as PowerShell would.
    private static func removeFiles(_ command: String, _ windows: FakeWindows) {
        guard let path = command.split(separator: " ").last.map({ windowsPath(String($0)) }),
            let script = windows.text(path)
        else { return }
        var files = windows.files
        for part in script.split(separator: "'") { files[windowsPath(String(part))] = nil }
        files[path] = nil
        windows.files = files
    }

    static func windowsPath(_ path: String) -> String { path.replacing("/", with: "\\") }

    func run(_ type: ProvisionerType, _ values: [String: HCLValue]) async throws {
        try await ComponentFixture.make(type, values, build: machine.generatedData).provision(machine)
    }

    /// The commands that are no part of connecting, sending files and cleaning up.
    var commands: [String] {
        windows.commands.filter { command in
            !command.contains("WinRM connected.") && !command.hasPrefix(">>") && !command.contains("packer-cleanup-")
                && !command.contains("[IO.File]::OpenText")
        }
    }
}
