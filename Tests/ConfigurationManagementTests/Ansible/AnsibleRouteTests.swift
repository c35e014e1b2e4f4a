import BuildEvents
import ComponentAPI
import HCLValues
import HostOS
import Synchronization
import TestSupport
import Testing

@testable import ConfigurationManagement

@Suite struct AnsibleRouteTests {
    /// A machine that any SSH client reaches, or not.
    private struct Reachable: StreamingCommunicator {
        let isPlainSSH: Bool

        func attach(
            _ request: StreamRequest, stream: OwnedDescriptor, errors: OwnedDescriptor
        ) async throws -> CommandExit { throw StreamRefused(detail: "a test's") }
        func run(_ command: String, output: @escaping @Sendable (CommandOutput) -> Void) async throws -> CommandExit {
            .status(0)
        }
        func upload(_ source: UploadSource, to path: String, progress: (@Sendable (Int64) -> Void)?) async throws {}
        func uploadDirectory(_ source: String, to path: String) async throws {}
        func download(_ path: String, to target: String, progress: (@Sendable (Int64) -> Void)?) async throws {}
        func downloadDirectory(_ path: String, to destination: String) async throws {}
    }

    private static let ssh = ["ConnType": "ssh", "Host": "10.0.0.1", "Port": "22", "User": "me"]

    private func route(
        _ values: [String: HCLValue], _ data: [String: String], isPlain: Bool = true
    ) throws -> (words: String, warnings: [String]) {
        let reader = ComponentFixture.reader(
            ["playbook_file": "/dev/null", "skip_version_check": true].merging(values) { $1 })
        let options = AnsibleOptions(reader)
        _ = try reader.finish()
        let machine = Machine(
            communicator: Reachable(isPlainSSH: isPlain), generatedData: data, log: NotedEvents().log)
        let warnings = Mutex<[String]>([])
        let route = AnsibleRoute.chosen(options, machine) { text in warnings.withLock { $0.append(text) } }
        return (words(route), warnings.withLock { $0 })
    }

    private func words(_ route: AnsibleRoute) -> String {
        switch route {
        case .adapter: "adapter"
        case .winRM(let target, _): "winrm \(target.host)"
        case .ssh(let target, .file(let path)): "\(target.user)@\(target.host) file \(path)"
        case .ssh(let target, .text): "\(target.user)@\(target.host) text"
        case .ssh(let target, .agent): "\(target.user)@\(target.host) agent"
        case .ssh(let target, .password): "\(target.user)@\(target.host) password"
        }
    }

    @Test func `the way is direct where a key is at hand and nothing stands in between`() throws {
        let file = Self.ssh.merging(["SSHPrivateKeyFile": "/k"]) { $1 }
        #expect(try route([:], file).words == "me@10.0.0.1 file /k")
        #expect(try route([:], Self.ssh.merging(["SSHPrivateKey": "text"]) { $1 }).words == "me@10.0.0.1 text")
        #expect(try route([:], Self.ssh.merging(["SSHAgentAuth": "true"]) { $1 }).words == "me@10.0.0.1 agent")
        #expect(try route([:], file, isPlain: false).words == "adapter")
        #expect(try route([:], Self.ssh).words == "adapter")
        #expect(try route([:], Self.ssh.merging(["Password": "p", "SSHPrivateKey": "t"]) { $1 }).words == "adapter")
    }

    @Test func `the template decides where it says something`() throws {
        let file = Self.ssh.merging(["SSHPrivateKeyFile": "/k"]) { $1 }
        #expect(try route(["use_proxy": true], file).words == "adapter")
        #expect(try route(["use_proxy": false], file, isPlain: false).words == "me@10.0.0.1 file /k")
        #expect(try route(["use_proxy": false, "user": "you"], file).words == "you@10.0.0.1 file /k")
        // These have a meaning with the adapter only.
        #expect(try route(["user": "you"], file).words == "adapter")
        #expect(try route(["local_port": 5000], file).words == "adapter")
        #expect(try route(["sftp_command": "x"], file).words == "adapter")
    }

    @Test func `a wish that cannot be met ends at the adapter with a warning`() throws {
        let agent = try route(["use_proxy": false], ["ConnType": "qemu-ga"])
        #expect(agent.words == "adapter")
        #expect(agent.warnings.first?.contains("communicator is neither ssh nor winrm") == true)
        let nowhere = try route(["use_proxy": false], ["ConnType": "ssh", "Host": ""])
        #expect(nowhere.words == "adapter")
        #expect(nowhere.warnings.first?.contains("instance does not have an IP address") == true)
    }

    @Test func `Windows machines are reached by WinRM`() throws {
        let data = ["ConnType": "winrm", "Host": "10.0.0.2", "Port": "5986", "User": "me", "Password": "p"]
        #expect(try route([:], data).words == "winrm 10.0.0.2")
        #expect(try route(["use_proxy": true], data).words == "adapter")
    }
}
