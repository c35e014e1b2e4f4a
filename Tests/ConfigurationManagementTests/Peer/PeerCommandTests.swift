import BuildEvents
import ComponentAPI
import HCLValues
import HostOS
import JSONText
import TestSupport
import Testing

@testable import ConfigurationManagement

/// One template, run by Packer 1.6.6 against an sshd that records, and by us.
@Suite(.enabled(if: HostFiles.exists("/usr/bin/packer"), "the program packer (1.6.6) is not installed"))
struct PeerCommandTests {
    private typealias Step = (type: ProvisionerType, values: [String: HCLValue])

    @Test func `Packer and we send the same commands and leave the same files`() async throws {
        let folder = try TestSupport.makeTemporaryDirectory()
        defer { TestSupport.removeTree(folder) }
        let steps = try steps(folder)
        try HostFiles.createDirectory(folder + "/ours")
        try HostFiles.createDirectory(folder + "/peers")
        let ours = try PretendedMachine(in: folder + "/ours")
        let machine = Machine(communicator: ours, generatedData: [:], log: NotedEvents().log)
        for step in steps { try await ComponentFixture.make(step.type, step.values).provision(machine) }
        let peers = try PretendedMachine(in: folder + "/peers")
        try await runPeer(steps, against: peers)
        let commands = Self.withoutRepeats(try ours.commands().map(Self.normalised))
        let theirCommands = Self.withoutRepeats(try peers.commands().compactMap(Self.peersNormalised))
        #expect(commands.difference(from: theirCommands).map { "\($0)" } == [])
        #expect(commands.count > 50)
        let (files, theirs) = (try ours.files(), try peers.files())
        #expect(files.keys.sorted() == theirs.keys.sorted())
        for (path, text) in files {
            #expect(Self.settings(text, path) == theirs[path].map { Self.settings($0, path) }, "\(path)")
        }
    }

    /// Each provisioner with most of its options, on files in the folder.
    private func steps(_ folder: String) throws -> [Step] {
        let write = { (text: String, name: String) in
            HCLValue.string(try ManagedGuestFixture.write(text, name, in: folder))
        }
        let tree = { (name: String, file: String) in
            _ = try write("content of \(name)\n", "\(name)/\(file)")
            return HCLValue.string("\(folder)/\(name)")
        }
        let books = try tree("books", "hello/recipes/default.rb")
        let states = try tree("states", "web/init.sls")
        let key = try write("key\n", "key.pem")
        return [
            (
                PuppetMasterlessProvisioner.type,
                [
                    "manifest_file": try write("notice('x')\n", "site.pp"),
                    "manifest_dir": try tree("more", "nodes.pp"),
                    "module_paths": .tuple([try tree("modules", "one/manifests/init.pp"), books]),
                    "hiera_config_path": try write("---\n", "hiera.yaml"), "facter": .object(["role": .string("web")]),
                    "extra_arguments": texts("--verbose", "--tags={{.WorkingDir}}"),
                    "clean_staging_directory": .bool(true),
                ]
            ),
            (
                PuppetMasterlessProvisioner.type,
                [
                    "manifest_file": try tree("manifests", "site.pp"), "prevent_sudo": .bool(true),
                    "staging_directory": .string("/tmp/other"), "working_directory": .string("/srv"),
                    "puppet_bin_dir": .string("/opt/puppetlabs/bin"),
                ]
            ),
            (
                PuppetServerProvisioner.type,
                [
                    "puppet_server": .string("puppet.example"), "puppet_node": .string("node"),
                    "client_cert_path": try tree("certs", "node.pem"),
                    "client_private_key_path": try tree("keys", "node.pem"), "extra_arguments": texts("--verbose"),
                ]
            ),
            (
                SaltMasterlessProvisioner.type,
                [
                    "local_state_tree": states, "local_pillar_roots": try tree("pillar", "top.sls"),
                    "minion_config": try write("id: x\n", "my-minion"), "grains_file": try write("a: 1\n", "my-grains"),
                    "skip_bootstrap": .bool(true),
                ]
            ),
            (
                SaltMasterlessProvisioner.type,
                [
                    "local_state_tree": states, "remote_state_tree": .string("/srv/other"),
                    "custom_state": .string("web,base"), "log_level": .string("debug"),
                    "salt_call_args": .string("--id=x"), "salt_bin_dir": .string("/opt/salt"),
                    "temp_config_dir": .string("/tmp/salt-two"), "no_exit_on_failure": .bool(true),
                    "skip_bootstrap": .bool(true), "disable_sudo": .bool(true),
                ]
            ),
            (
                ChefSoloProvisioner.type,
                [
                    "cookbook_paths": .tuple([books]), "remote_cookbook_paths": texts("/srv/books"),
                    "roles_path": try tree("roles", "one.json"), "data_bags_path": try tree("bags", "one.json"),
                    "environments_path": try tree("environments", "one.json"), "chef_environment": .string("e"),
                    "run_list": texts("hello"), "json": .object(["a": .object(["b": .tuple([.number(1)])])]),
                    "skip_install": .bool(true),
                ]
            ),
            (
                ChefClientProvisioner.type,
                [
                    "server_url": .string("https://chef.example"), "node_name": .string("n"),
                    "validation_key_path": key, "encrypted_data_bag_secret_path": key,
                    "chef_environment": .string("e"), "ssl_verify_mode": .string("verify_none"),
                    "policy_name": .string("p"), "policy_group": .string("g"), "chef_license": .string("accept"),
                    "trusted_certs_dir": .string("/etc/chef"), "skip_install": .bool(true),
                ]
            ),
        ]
    }

    private func runPeer(_ steps: [Step], against machine: PretendedMachine) async throws {
        try await SSHDFixture.with(configuration: ["ForceCommand \(machine.shell)"]) { server in
            let provisioners = try steps.map { step in
                try HCLValue.object(step.values.merging(["type": .string(step.type.name)]) { $1 }).jsonValue()
            }
            let builder = HCLValue.object([
                "type": .string("null"), "name": .string("base"), "ssh_host": .string("127.0.0.1"),
                "ssh_port": .number(Int(server.port)), "ssh_username": .string(server.username),
                "ssh_private_key_file": .string(server.userKey),
            ])
            let template = JSONValue.object([
                JSONValue.Member("builders", .array([try builder.jsonValue()])),
                JSONValue.Member("provisioners", .array(provisioners)),
            ])
            let path = machine.folder + "/template.json"
            try HostFiles.write(JSONWriter().text(template), to: path)
            let environment = [
                "PATH": "/usr/bin:/bin", "HOME": machine.folder, "CHECKPOINT_DISABLE": "1",
                "PACKER_CACHE_DIR": machine.folder + "/cache",
            ]
            let result = try await runProcess(
                "/usr/bin/packer", ["build", "-color=false", path], environment: environment,
                workingDirectory: machine.folder)
            #expect(result.exit == .status(0), "\(result.outputText)")
        }
    }

    /// Without folders that are made again: the peer makes some of Puppet's twice.
    private static func withoutRepeats(_ commands: [String]) -> [String] {
        var seen: Set<String> = []
        return commands.filter { command in
            let isMaking = command.contains("mkdir -p") || command.contains("chmod 0777")
            return !isMaking || seen.insert(command).inserted
        }
    }

    /// Facts in the order of their names, for the peer's come in any; Salt's uploads without what makes their names
    /// unlike all others.
    private static func normalised(_ command: String) -> String {
        var words = command.split(separator: " ").map(String.init)
        let facts = words.indices.filter { words[$0].hasPrefix("FACTER_") }
        for (place, fact) in zip(facts, facts.map { words[$0] }.sorted()) { words[place] = fact }
        if let name = words.firstIndex(where: { $0.hasPrefix("'packer-salt-") }),
            let dash = words[name].lastIndex(of: "-")
        {
            words[name] = "'" + words[name][words[name].index(after: dash)...]
        }
        return words.joined(separator: " ")
    }

    /// The peer says sudo twice when it moves something, and asks whether a folder is there before it removes it.
    private static func peersNormalised(_ command: String) -> String? {
        if command.contains("stat '") { return nil }
        return normalised(command.replacing("sudo sudo", with: "sudo"))
    }

    /// Settings of Chef in the order of their names, however much space there is; other files as they are.
    private static func settings(_ text: String, _ path: String) -> [String] {
        guard path.hasSuffix(".rb") && !path.hasSuffix("default.rb") else { return [text] }
        let lines = text.split(separator: "\n").map { line in
            line.split(whereSeparator: { " \t".contains($0) }).joined(separator: " ")
        }
        // The peer writes one without a value, too.
        return lines.filter { !$0.isEmpty && $0 != "chef_license \"\"" }.sorted()
    }
}
