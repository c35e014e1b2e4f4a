import HCLValues
import HostOS
import JSONText
import Testing

/// Packer's console, asked for many expressions by one process.
enum PeerConsole {
    static var path: String? { HostEnvironment.find(executable: "packer") }

    /// The answers as text of JSON; `nil` for an expression that the peer refuses.
    ///
    /// The console shows the value of its last line only, so all expressions are one tuple there, and `try` keeps
    /// apart those that fail.
    static func answers(_ expressions: [String]) async throws -> [String?] {
        let packer = try #require(path)
        let question = expressions.map { "try(jsonencode(\($0)), null)" }.joined(separator: ", ")
        let result = try await withTemporaryDirectory(prefix: "oracle") { folder in
            try await runProcess(
                packer, ["console", "--config-type=hcl2"], environment: ["HOME": folder, "CHECKPOINT_DISABLE": "1"],
                input: Array("jsonencode([\(question)])\n".utf8))
        }
        let text = String(decoding: result.standardOutput + result.standardError, as: UTF8.self)
        try #require(result.exit == .status(0), "\(text)")
        let answers = try HCLValue(json: JSONParser.parse(result.standardOutput)).elementValues ?? []
        try #require(answers.count == expressions.count, "\(text)")
        return answers.map(\.stringValue)
    }
}
