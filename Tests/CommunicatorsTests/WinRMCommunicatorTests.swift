import ComponentAPI
import Diagnostics
import HCLValues
import HostOS
import Synchronization
import TestSupport
import Testing
import WinRM

@testable import Communicators

@Suite struct WinRMCommunicatorTests {
    private func options(_ server: WSManServer, _ values: [String: HCLValue] = [:]) throws -> CommunicatorOptions {
        let usual: [String: HCLValue] = [
            "communicator": .string("winrm"), "winrm_username": .string(server.setup.user),
            "winrm_password": .string(server.setup.password), "winrm_no_proxy": .bool(true),
        ]
        let reader = ComponentFixture.reader(usual.merging(values) { _, given in given })
        let options = CommunicatorOptions(reader: reader, environment: ComponentFixture.environment())
        _ = try reader.finish()
        return options
    }

    private static func machine(
        _ other: @escaping @Sendable (String, FakeWindows) -> FakeWindows.Reply? = { _, _ in nil }
    ) -> FakeWindows {
        FakeWindows { command, machine in
            command.contains("WinRM connected.") ? .init("WinRM connected.\r\n") : other(command, machine)
        }
    }

    private func connect(
        _ server: WSManServer, _ events: NotedEvents = NotedEvents()
    ) async throws -> WinRMCommunicator {
        try await WinRMCommunicator.connect(
            options(server).winRM, host: "127.0.0.1", port: Int(server.port), pause: .zero, log: events.log)
    }

    @Test func `commands give their lines and exit codes`() async throws {
        let machine = Self.machine { command, _ in
            var reply = FakeWindows.Reply(exit: 7)
            reply.output = ["a\r", "\nb", "c\r\nd"].map { .output(Array($0.utf8)) }
            reply.output.append(.errors(Array("#< CLIXML\r\n<Objs xmlns=\"x\"><S S=\"Error\">bad</S></Objs>".utf8)))
            return reply
        }
        try await WSManServer.with(.init(), machine) { server in
            let communicator = try await connect(server)
            let lines = Mutex<[CommandOutput]>([])
            let exit = try await communicator.run("dir") { line in lines.withLock { $0.append(line) } }
            #expect(exit == .status(7))
            #expect(
                lines.withLock { $0 } == [
                    .standardOutput("a"), .standardOutput("bc"), .standardOutput("d"), .standardError("bad"),
                ])
            #expect(server.service.violations == [])
            #expect(server.service.openShells == 0)
        }
    }

    @Test(arguments: [("src", ["C:\\t\\src\\a", "C:\\t\\src\\b\\c"]), ("src/", ["C:\\t\\.\\a", "C:\\t\\.\\b\\c"])])
    func `a folder goes as it is or its content does`(source: String, files: [String]) async throws {
        let machine = Self.machine()
        try await withTemporaryDirectory(prefix: "ingot-test") { folder in
            try HostFiles.createDirectory(folder + "/src/b", intermediates: true)
            try HostFiles.write("1", to: folder + "/src/a")
            try HostFiles.write("2", to: folder + "/src/b/c")
            try await WSManServer.with(.init(), machine) { server in
                let communicator = try await connect(server)
                try await communicator.uploadDirectory("\(folder)/\(source)", to: "C:/t")
                #expect(machine.files.keys.sorted() == files.map { $0.replacing("\\.", with: "") }.sorted())
                let place = source.hasSuffix("/") ? "C:/t" : "C:/t/src"
                try await communicator.downloadDirectory(place + "/", to: folder + "/back")
                #expect(try HostFiles.readText(folder + "/back/b/c") == "2")
                try await communicator.downloadDirectory(place, to: folder + "/whole")
                #expect(
                    try HostFiles.readText(folder + "/whole\(place.dropFirst(place.hasSuffix("src") ? 4 : 2))/a") == "1"
                )
            }
        }
    }

    @Test func `a machine that went away is told as a disconnect, and works again later`() async throws {
        let isAway = Mutex(true)
        let machine = Self.machine { _, _ in
            var reply = FakeWindows.Reply("back\r\n")
            reply.losesShell = isAway.withLock { $0 }
            return reply
        }
        try await WSManServer.with(.init(), machine) { server in
            let communicator = try await connect(server)
            await #expect(throws: CommunicatorDisconnected.self) { try await communicator.run("x") { _ in } }
            isAway.withLock { $0 = false }
            #expect(try await communicator.run("x") { _ in } == .status(0))
        }
    }

    @Test func `a machine that is not ready is waited for, with what was seen`() async throws {
        let attempts = Mutex(0)
        let machine = FakeWindows { _, _ in
            let count = attempts.withLock { count in
                count += 1
                return count
            }
            return count < 3 ? .init("not yet\r\n") : .init("WinRM connected.\r\n")
        }
        try await WSManServer.with(.init(), machine) { server in
            let events = NotedEvents()
            var connector = try connector(server, events)
            connector.pace.afterSilence = .zero
            _ = try await connector.connect()
            #expect(
                events.messages == ["Waiting for WinRM: the service runs commands, but PowerShell does not answer yet"])
        }
    }

    private func connector(
        _ server: WSManServer, _ events: NotedEvents, _ values: [String: HCLValue] = [:],
        timeout: Duration = .seconds(600)
    ) throws -> WinRMConnector {
        WinRMConnector(
            settings: try options(server, values).winRM.settings(host: "127.0.0.1", port: Int(server.port)),
            timeout: timeout, pace: WinRMPace(host: "127.0.0.1"), log: events.log)
    }

    @Test func `a wrong password ends the wait after some attempts`() async throws {
        try await WSManServer.with(.init(), Self.machine()) { server in
            var connector = try connector(
                server, NotedEvents(), ["winrm_password": .string("wrong"), "winrm_use_ntlm": .bool(true)])
            connector.pace.afterRefusal = .zero
            let ready = connector
            let error = await #expect(throws: WinRMConnectionError.self) { try await ready.connect() }
            #expect(error?.reason == .refused(attempts: 8))
            #expect(
                error?.description
                    == "WinRM refused 8 times: the server refused the login of \"vagrant\" by Negotiate")
            #expect(error?.diagnostic.advice.first?.hasPrefix("Compare winrm_username and winrm_password") == true)
        }
    }

    @Test func `nothing at the port ends the wait with its time`() async throws {
        let port = Int(try freePort())
        try await WSManServer.with { server in
            var connector = try connector(server, NotedEvents(), timeout: .milliseconds(200))
            connector.settings.port = port
            let ready = connector
            let error = await #expect(throws: WinRMConnectionError.self) { try await ready.connect() }
            #expect(error?.description.hasPrefix("no WinRM connection within 0.2 s; at the end: no TCP answer") == true)
        }
    }

    @Test(
        arguments: [
            ([:], 5985, nil), (["winrm_use_ssl": .bool(true)], 5986, nil),
            (["winrm_port": .number(55985), "winrm_use_ntlm": .bool(false)], 55985, false),
            (["winrm_use_ntlm": .bool(true)], 5985, true),
        ] as [([String: HCLValue], Int, Bool?)])
    func `the port follows the scheme unless it is given`(
        values: [String: HCLValue], port: Int, usesNTLM: Bool?
    ) async throws {
        try await WSManServer.with { server in
            let options = try options(server, values)
            #expect(options.winRM.port == port)
            #expect(options.guestPort == port)
            #expect(options.winRM.settings(host: "h", port: 1).usesNTLM == usesNTLM)
            #expect(!options.wantsTemporaryKey)
        }
    }
}
