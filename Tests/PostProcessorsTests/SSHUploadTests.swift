import BuildEvents
import ComponentAPI
import Cryptography
import Diagnostics
import HCLValues
import HostOS
import TestSupport
import Testing

@testable import PostProcessors

/// Uploads to a real sshd on loopback.
@Suite struct SSHUploadTests {
    private func process(
        _ values: [String: HCLValue], _ server: SSHDFixture, _ files: [String], events: NotedEvents = NotedEvents()
    ) async throws {
        let values = [
            "ssh_private_key_file": HCLValue.string(server.userKey), "username": .string(server.username),
            "ssh_host_key": texts(try fingerprint(server)),
        ].merging(values) { _, given in given }
        let made = try ComponentFixture.make(UploadPostProcessor.type, values)
        let processor = try #require(made as? UploadPostProcessor)
        var options = processor.options
        options.firstPause = .zero
        _ = try await UploadPostProcessor(destination: processor.destination, options: options)
            .process(ArtifactFixture(files: files), log: events.log)
    }

    private func publicKey(_ server: SSHDFixture) throws -> Substring {
        let line = try HostFiles.readText(server.directory + "/host_key.pub")
        return try #require(line.split(separator: " ").dropFirst().first)
    }

    private func fingerprint(_ server: SSHDFixture) throws -> String {
        try KnownHosts.fingerprint(of: try #require(Base64.bytes(String(publicKey(server)))))
    }

    @Test(arguments: ["sftp", "scp"]) func `files go to a folder that need not exist`(method: String) async throws {
        try await SSHDFixture.with { server in
            let folder = server.directory
            for name in ["a b", "it's"] { try HostFiles.write(name, to: folder + "/" + name) }
            let target = folder + "/there/x y/"
            let events = NotedEvents()
            try await process(
                ["destination": .string("\(method)://127.0.0.1:\(server.port)\(target)")], server,
                [folder + "/a b", folder + "/it's"], events: events)
            #expect(try HostFiles.list(target).sorted() == ["a b", "it's"])
            #expect(try HostFiles.readText(target + "it's") == "it's")
            // A second time what is there is replaced.
            try HostFiles.write("other", to: folder + "/a b")
            try await process(
                ["destination": .string("\(method)://127.0.0.1:\(server.port)\(target)a b")], server, [folder + "/a b"])
            #expect(try HostFiles.readText(target + "a b") == "other")
            #expect(!events.said.contains { $0.contains("sha256sum") })
        }
    }

    @Test func `a server for SFTP alone takes files, and it is said that their hash is not checked`() async throws {
        try await SSHDFixture.with(configuration: ["ForceCommand internal-sftp"]) { server in
            try HostFiles.write("x", to: server.directory + "/a")
            let events = NotedEvents()
            try await process(
                ["destination": .string("sftp://127.0.0.1:\(server.port)\(server.directory)/b")], server,
                [server.directory + "/a"], events: events)
            #expect(try HostFiles.readText(server.directory + "/b") == "x")
            #expect(events.said.contains { $0.contains("runs no sha256sum for us") }, "\(events.said)")
        }
    }

    @Test func `a lost connection is taken up where the server is`() async throws {
        try await SSHDFixture.with { server in
            let (file, target) = (server.directory + "/large", server.directory + "/copy")
            let content = (0..<(24 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 8) }
            try HostFiles.write(content, to: file)
            let events = NotedEvents()
            let breaker = ConnectionBreaker(server)
            let log = BuildLog(build: "test", sink: BreakingEvents(noted: events, breaker: breaker))
            let values: [String: HCLValue] = [
                "destination": .string("sftp://127.0.0.1:\(server.port)\(target)"), "max_retries": .number(20),
                "ssh_private_key_file": .string(server.userKey), "username": .string(server.username),
                "ssh_host_key": texts(try fingerprint(server)),
            ]
            let made = try #require(try ComponentFixture.make(UploadPostProcessor.type, values) as? UploadPostProcessor)
            var options = made.options
            options.firstPause = .milliseconds(20)
            _ = try await UploadPostProcessor(destination: made.destination, options: options)
                .process(ArtifactFixture(files: [file]), log: log)
            #expect(events.said.contains { $0.hasPrefix("Going on at byte ") }, "\(events.said)")
            #expect(try HostFiles.read(target) == content)
            #expect(!HostFiles.exists(target + ".part"))
        }
    }

    @Test(arguments: [true, false]) func `a server that is not known gets nothing`(isOther: Bool) async throws {
        try await SSHDFixture.with { server in
            let known = server.directory + "/known_hosts"
            let other = Base64.text([UInt8](repeating: 1, count: 51))
            try HostFiles.write(isOther ? "[127.0.0.1]:\(server.port) ssh-ed25519 \(other)\n" : "", to: known)
            try HostFiles.write("x", to: server.directory + "/a")
            let error = await #expect(throws: PostProcessorError.self) {
                try await process(
                    [
                        "destination": .string("sftp://127.0.0.1:\(server.port)\(server.directory)/b"),
                        "ssh_host_key": .tuple([]), "ssh_known_hosts_file": .string(known),
                    ], server, [server.directory + "/a"])
            }
            let words = isOther ? "which is not SHA256:" : "is not known: it has the key \(try fingerprint(server))"
            #expect(error?.description.contains(words) == true, "\(String(describing: error))")
            #expect(!HostFiles.exists(server.directory + "/b.part"))
        }
    }

    @Test(arguments: [false, true]) func `a server in the file of known hosts is trusted`(isHashed: Bool) async throws {
        try await SSHDFixture.with { server in
            let known = server.directory + "/known_hosts"
            try HostFiles.write("[127.0.0.1]:\(server.port) ssh-ed25519 \(try publicKey(server)) c\n", to: known)
            if isHashed { _ = try await runProcess("ssh-keygen", ["-H", "-f", known]) }
            #expect(try HostFiles.readText(known).hasPrefix("|1|") == isHashed)
            try HostFiles.write("x", to: server.directory + "/a")
            try await process(
                [
                    "destination": .string("scp://127.0.0.1:\(server.port)\(server.directory)/b"),
                    "ssh_host_key": .tuple([]), "ssh_known_hosts_file": .string(known),
                ], server, [server.directory + "/a"])
            #expect(try HostFiles.readText(server.directory + "/b") == "x")
        }
    }

    @Test(arguments: [
        ("sftp://u@h/a", "sftp://h:22/a", false), ("SCP://h:2222/~/x/", "scp://h:2222/~/./x/", true),
        ("sftp://[::1]:7/a", "sftp://::1:7/a", false),
    ])
    func `places have a host, a port and a path`(text: String, address: String, isFolder: Bool) throws {
        let destination = try UploadDestination(text)
        guard case .ssh(let place) = destination else {
            Issue.record("\(destination)")
            return
        }
        #expect(place.address == address)
        #expect(destination.isFolder == isFolder)
    }

    @Test(arguments: [
        "sftp://h", "sftp:///a", "sftp://u:p@h/a", "sftp://h:0/a", "sftp://h:x/a", "scp://-o@/a", "sftp://@h/a",
        "scp://-h/a",
    ])
    func `what is no place is refused`(text: String) {
        #expect(throws: PostProcessorError.self) { try UploadDestination(text) }
    }

    @Test(arguments: [
        ("h ssh-ed25519 AAAA", "h", 22, true),
        ("*.example.org,!bad.example.org ssh-ed25519 AAAA", "a.example.org", 22, true),
        ("*.example.org,!bad.example.org ssh-ed25519 AAAA", "bad.example.org", 22, false),
        ("h ssh-ed25519 AAAA", "h", 23, false), ("[h]:23 ssh-ed25519 AAAA", "H", 23, true),
        ("h? ssh-ed25519 AAAA", "h1", 22, true), ("@revoked * ssh-ed25519 AAAA\nh ssh-ed25519 AAAA", "h", 22, false),
        ("@cert-authority h ssh-ed25519 AAAA", "h", 22, false), ("# h x AAAA\nh x\nh x !", "h", 22, false),
    ])
    func `known hosts are read as ssh reads them`(text: String, host: String, port: Int, isKnown: Bool) {
        #expect(KnownHosts(text).fingerprints(host: host, port: UInt16(port)).isEmpty == !isKnown)
    }
}

/// Restarts a server once some of a file is sent.
private final class ConnectionBreaker: Sendable {
    private let server: SSHDFixture
    private let hasBroken = Flag()

    init(_ server: SSHDFixture) {
        self.server = server
    }

    func look(at completed: Int64) {
        guard completed > 4 << 20, completed < 20 << 20, !hasBroken.isSet else { return }
        hasBroken.set()
        server.stop()
        let server = server
        Task.detached { try await server.start() }
    }
}

private struct BreakingEvents: EventSink {
    let noted: NotedEvents
    let breaker: ConnectionBreaker

    func emit(_ event: BuildEvent) {
        noted.emit(event)
        if case .progress(let progress) = event.kind { breaker.look(at: progress.completed) }
    }
}
