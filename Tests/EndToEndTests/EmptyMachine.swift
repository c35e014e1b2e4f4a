import HostOS
import TestSupport

/// A machine whose disk holds nothing: QEMU runs in a moment, and no guest ever answers.
struct EmptyMachine {
    /// Options of the source as the template writes them.
    var options: [String: String] = [
        "iso_url": #""disk.img""#, "iso_checksum": #""none""#, "disk_image": "true", "disk_size": #""4M""#,
        "accelerator": #""tcg""#, "memory": "32", "headless": "true", "vm_name": #""image.qcow2""#,
        "output_directory": #""output""#, "boot_wait": #""0s""#, "communicator": #""none""#,
    ]
    /// The body of the build block, besides its source.
    var build = ""

    /// The machine with other or further options.
    func with(_ changes: [String: String], build: String = "") -> EmptyMachine {
        EmptyMachine(options: options.merging(changes) { _, change in change }, build: build)
    }

    /// The machine, reached by way of an sshd of the host that plays its guest.
    func reached(by server: SSHDFixture, build: String) -> EmptyMachine {
        with(
            [
                "communicator": #""ssh""#, "skip_nat_mapping": "true",
                // No forwarding to the port that the host's own sshd has.
                "qemuargs": #"[["-netdev", "user,id=user.0"]]"#, "ssh_host": #""127.0.0.1""#,
                "ssh_port": "\(server.port)", "ssh_username": "\"\(server.username)\"",
                "ssh_private_key_file": "\"\(server.userKey)\"", "ssh_timeout": #""5m""#,
            ], build: build)
    }

    var template: String {
        let lines = options.sorted { $0.key < $1.key }.map { "  \($0.key) = \($0.value)" }
        return """
            source "qemu" "empty" {
            \(lines.joined(separator: "\n"))
            }
            build {
              sources = ["source.qemu.empty"]
            \(build)
            }

            """
    }

    /// Writes the template and the disk into the fixture's folder.
    func put(in ingot: IngotFixture) throws {
        try ingot.write(template)
        try HostFiles.write([UInt8](repeating: 0, count: 1 << 20), to: ingot.directory + "/disk.img")
    }
}

/// An artifact of an earlier run, as it stands in the output directory.
struct EarlierArtifact {
    private let content = "an earlier artifact"

    func put(in ingot: IngotFixture) throws {
        try HostFiles.createDirectory(ingot.directory + "/output")
        try HostFiles.write(content, to: ingot.directory + "/output/image.qcow2")
    }

    /// Whether it stands there as it was, and nothing else.
    func isWhole(in ingot: IngotFixture) throws -> Bool {
        let output = ingot.directory + "/output"
        guard HostFiles.kind(of: output) == .directory else { return false }
        return try HostFiles.list(output) == ["image.qcow2"] && ingot.text("output/image.qcow2") == content
    }
}
