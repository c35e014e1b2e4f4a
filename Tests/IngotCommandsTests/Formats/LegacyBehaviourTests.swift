import HostOS
import TestSupport
import Testing

@testable import IngotCommands

/// What the template functions of legacy templates give, run by this program and by Packer 1.6.6.
@Suite(.enabled(if: PackerPeer.isInstalled, "\(PackerPeer.skipReason)"))
struct LegacyBehaviourTests {
    static let variables = """
        "variables": {"plain": "a b", "nested": "<{{user `plain`}}>", "home": "{{env `HOME`}}", "empty": "",
          "upper": "{{upper `x`}}", "quote": "it's", "given": null, "filed": null}
        """

    static let expressions = [
        "{{user `plain`}}", "{{user `nested`}}", "{{ user `home` }}", "[{{user `empty`}}]", "[{{user `nothing`}}]",
        "{{user `upper`}}", "{{user `given`}}", "{{user `filed`}}", "{{build_name}}", "{{build_type}}",
        "{{isotime `2006`}}", "{{isotime `January` | lower}}", "{{timestamp | len}}", "{{upper `abc`}}{{lower `ABC`}}",
        "{{split `a-b-c` `-` 1}}", "{{replace `a` `b` 1 `aaa`}}", "{{replace_all `a` `b` `aaa`}}",
        "{{user `plain` | upper | replace_all ` ` `_`}}", "{{template_dir}}", "{{pwd}}", "{{len (user `plain`)}}",
        "{{if eq (user `plain`) `a b`}}yes{{else}}no{{end}}", "{{if user `empty`}}yes{{else}}no{{end}}",
        "{{with user `plain`}}{{.}}{{end}}", "{{printf `%q %05d %s` `x` 7 (user `plain`)}}", "{{/* nothing */}}",
        "{{- `trimmed` -}} ", "{{$x := user `plain`}}{{$x}}{{$x}}", "{{eq 1 1}} {{and 1 0}} {{or 0 2}} {{not 1}}",
        "{{index (user `plain`) 0}}", "{{html `<a>`}} {{urlquery `a b`}} {{js `'`}}", "{{strftime `%Y`}}",
        "é {{upper `é`}}", "{{uuid | len}}",
    ]

    /// A template whose one provisioner writes each expression to a file of its own, by number.
    static func template(_ expressions: [String]) -> String {
        let commands = expressions.enumerated().map { index, text in
            "\"printf '%s' \\\"\(text.replacing("\"", with: "\\\""))\\\" > @\(index)\""
        }
        return """
            {\(variables), "builders": [{"type": "null", "name": "n", "communicator": "none"}],
             "provisioners": [{"type": "shell-local", "inline": [\(commands.joined(separator: ", "))]}]}
            """
    }

    @Test func `renders what the peer renders`() async throws {
        let expressions = Self.expressions
        let (peer, ours) = try await (outputs(expressions, by: .peer), outputs(expressions, by: .ours))
        #expect(peer.count == expressions.count)
        for (index, expression) in expressions.enumerated() {
            #expect(peer[index] == ours[index], "\(expression)")
        }
    }

    enum Program { case peer, ours }

    /// What each expression came to; empty if the build failed.
    private func outputs(_ expressions: [String], by program: Program) async throws -> [String] {
        let folder = try makeTemporaryDirectory()
        defer { removeTree(folder) }
        try write(Self.template(expressions).replacing("@", with: "\(folder)/out"), to: "\(folder)/t.json")
        try write(#"{"filed": "from a file", "given": "no"}"#, to: "\(folder)/v.json")
        let arguments = ["build", "-var-file=\(folder)/v.json", "-var", "given={{user `plain`}}!", "\(folder)/t.json"]
        let environment = [
            "PATH": "/usr/bin:/bin", "HOME": "/home/somebody", "CHECKPOINT_DISABLE": "1",
            "PACKER_CACHE_DIR": "\(folder)/cache", "PACKER_CONFIG_DIR": folder,
        ]
        let log: String
        switch program {
        case .peer:
            let result = try await runProcess(
                PackerPeer.path ?? "packer", arguments, environment: environment, workingDirectory: "/")
            log = result.outputText + result.errorText
        case .ours:
            let output = CapturedOutput()
            _ = await Ingot.run(
                arguments,
                in: CommandContext(
                    environment: environment, workingDirectory: "/", output: output, errorOutput: output,
                    terminalWidth: nil))
            log = output.text
        }
        let texts = expressions.indices.compactMap { index -> String? in
            guard let bytes = try? readBytes("\(folder)/out\(index)") else { return nil }  // Counted below.
            return String(decoding: bytes, as: UTF8.self).replacing(folder, with: "FOLDER")
        }
        #expect(texts.count == expressions.count, "\(log)")
        return texts.count == expressions.count ? texts : Array(repeating: "", count: expressions.count)
    }

    @Test(arguments: [
        "{\"builders\": []}",  // The peer lists several required variables in any order.
        "{\(variables.replacing(", \"filed\": null", with: "")), \"builders\": [{\"type\": \"null\"}]}",
        """
        {"description": "One\\nTwo", "variables": {"a": "x", "longer": null, "s": "secret"}, "sensitive-variables": ["s"],
         "builders": [{"type": "null", "name": "z"}, {"type": "nobody", "name": "{{user `a`}}"}, {"type": "null"}],
         "provisioners": [{"type": "shell"}, {"type": "unknown"}]}
        """,
    ])
    func `lists what the peer lists`(text: String) async throws {
        let folder = try makeTemporaryDirectory()
        defer { removeTree(folder) }
        try write(text, to: "\(folder)/t.json")
        let environment = ["PATH": "/usr/bin:/bin", "HOME": folder, "CHECKPOINT_DISABLE": "1"]
        let peer = try await runProcess(
            PackerPeer.path ?? "packer", ["inspect", "\(folder)/t.json"], environment: environment)
        let output = CapturedOutput()
        let status = await Ingot.run(
            ["inspect", "\(folder)/t.json"],
            in: CommandContext(
                environment: environment, workingDirectory: folder, output: output, errorOutput: output,
                terminalWidth: nil))
        #expect(status == 0)
        #expect(output.text == peer.outputText)
    }
}
