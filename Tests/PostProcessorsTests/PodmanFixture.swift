import Cryptography
import HCLValues
import HostOS
import TestSupport
import Testing

/// A podman with storage of its own, and a registry on loopback that asks for a login.
struct PodmanFixture {
    static let isHere = ["/usr/bin/podman", "/usr/bin/docker-registry"].allSatisfy { HostFiles.exists($0) }

    let folder: String
    let port: UInt16
    /// A program that calls podman with this storage.
    var program: String { folder + "/podman" }
    var registry: String { "127.0.0.1:\(port)" }
    var password: String { "registry-password-1" }

    static func with(_ body: (PodmanFixture) async throws -> Void) async throws {
        // Its storage holds sockets, whose paths must be short.
        try await withTemporaryDirectory(prefix: "ingot-pod", in: "/tmp") { folder in
            let fixture = PodmanFixture(folder: folder, port: try freePort())
            try fixture.configure()
            let registry = ProcessBox()
            defer { registry.endAll() }
            try await registry.start(
                "/usr/bin/docker-registry", ["serve", folder + "/registry.yml"], until: "listening on")
            try await body(fixture)
            _ = try await runProcess(fixture.program, ["rmi", "--all", "--force"])
        }
    }

    private func configure() throws {
        try HostFiles.write(
            "[storage]\ndriver = \"vfs\"\nrunroot = \"\(folder)/run\"\ngraphroot = \"\(folder)/graph\"\n",
            to: folder + "/storage.conf")
        try HostFiles.write(
            "[engine]\ncgroup_manager = \"cgroupfs\"\nevents_logger = \"file\"\n", to: folder + "/containers.conf")
        try HostFiles.write(
            "[[registry]]\nlocation = \"\(registry)\"\ninsecure = true\n", to: folder + "/registries.conf")
        try HostFiles.write(
            """
            #!/bin/sh
            echo "$*" >> \(folder)/calls
            export CONTAINERS_STORAGE_CONF=\(folder)/storage.conf CONTAINERS_CONF=\(folder)/containers.conf
            export CONTAINERS_REGISTRIES_CONF=\(folder)/registries.conf
            exec /usr/bin/podman "$@"
            """, to: program, mode: 0o755)
        try HostFiles.write(
            "version: 0.1\nlog:\n  level: info\nstorage:\n  filesystem:\n    rootdirectory: \(folder)/registry\n"
                + "http:\n  addr: \(registry)\nauth:\n  htpasswd:\n    realm: test\n    path: \(folder)/htpasswd\n",
            to: folder + "/registry.yml")
        let salt: [UInt8] = Array(repeating: 7, count: 16)
        try HostFiles.write(
            "me:\(try #require(Bcrypt.hash(password, cost: 4, salt: salt)))\n", to: folder + "/htpasswd")
    }

    /// What was called, without the storage of a login.
    func calls() throws -> [String] {
        try HostFiles.readText(folder + "/calls").split(separator: "\n").map(String.init)
    }
}
