import BuildEvents
import ComponentAPI
import Diagnostics
import GoTemplate
import HCLValues
import HostOS
import Testing

@testable import QEMUBuilder

struct CloudInitSeedTests {
    private static let block = HCLValue.object([
        "user_data": "#cloud-config\nssh_authorized_keys: [\"{{ .SSHPublicKey }}\"]\n",
        "network_config": "version: 2\n",
    ])
    private static let templating = TemplateContext().adding([
        "SSHPublicKey": .string("ssh-ed25519 AAAA"), "HTTPIP": .string("10.0.2.2"), "HTTPPort": .int(8000),
    ])

    private func options(_ block: HCLValue) throws -> CloudInitOptions {
        try #require(try OptionTableTests.options(["cloud_init": block]).cloudInit)
    }

    @Test(.enabled(if: HostEnvironment.find(executable: "xorriso") != nil, "xorriso is not installed"))
    func `the medium has the name and the files that cloud-init looks for`() async throws {
        let seed = try CloudInitSeed(options(Self.block), templating: Self.templating)
        try await withTemporaryDirectory { folder in
            let made = try await seed.makeCD(in: folder, BuildLog(build: nil, sink: NotingSink()))
            let image = try #require(made.first)
            let out = HostPath.join(folder, "out")
            let result = try await runProcess("xorriso", ["-osirrox", "on", "-indev", image, "-extract", "/", out])
            #expect(result.errorText.contains("Volume id    : 'cidata'"), "\(result.errorText)")
            #expect(try HostFiles.list(out).sorted() == ["meta-data", "network-config", "user-data"])
            let user = try HostFiles.readText(HostPath.join(out, "user-data"))
            #expect(user == "#cloud-config\nssh_authorized_keys: [\"ssh-ed25519 AAAA\"]\n")
            #expect(try HostFiles.readText(HostPath.join(out, "meta-data")) == "instance-id: x-0000-111\n")
            // What comes from a medium may not be writable.
            _ = try await runProcess("chmod", ["-R", "u+w", out])
        }
        #expect(seed.serialNumber(GuestServer(port: 8000, address: "10.0.2.2")) == nil)
    }

    @Test func `the guest may get its data from the build's server, beside what the template serves`() async throws {
        let block = HCLValue.object(["user_data": "#!/bin/sh\necho {{ .HTTPPort }}\n", "delivery": "http"])
        let options = try OptionTableTests.options([
            "cloud_init": block, "http_content": .object(["/own": "text"]),
        ])
        let sink = NotingSink()
        let serving = ServeGuest(
            options: options.network, cloudInit: options.cloudInit, templating: TemplateContext(),
            log: BuildLog(build: "x", sink: sink))
        try await serving.run { server in
            let base = "http://127.0.0.1:\(server.port)"
            for (path, text) in [
                ("/cloud-init/user-data", "#!/bin/sh\necho \(server.port)\n"),
                ("/cloud-init/vendor-data", ""),
                ("/cloud-init/meta-data", "instance-id: x-0000-111\n"), ("/own", "text"),
            ] {
                let result = try await runProcess("curl", ["-s", "-f", base + path])
                #expect(result.outputText == text && result.exit == .status(0), "\(path)")
            }
            _ = try await runProcess("curl", ["-s", base + "/onw"])
            let seed = try CloudInitSeed(options.cloudInit, templating: TemplateContext().adding(server.data))
            #expect(
                seed.serialNumber(server) == "ds=nocloud-net;s=http://10.0.2.2:\(server.port)/cloud-init/")
            let made = try await seed.makeCD(in: "/nowhere", BuildLog(build: nil, sink: sink))
            #expect(made.isEmpty)
        }
        #expect(sink.said.contains("Warning: the guest asked for /onw and was answered 404; the nearest is /own"))
    }

    @Test func `data of no kind that cloud-init knows is a warning`() throws {
        let reader = Fixture.reader(["cloud_init": .object(["user_data": "hostname: x"])])
        _ = QEMUOptions(reader, Fixture.environment())
        #expect(reader.diagnostics.map(\.summary).contains("Unknown kind of user_data"))
    }
}
