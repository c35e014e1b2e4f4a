import BuildEvents
import ComponentAPI
import HostOS
import Synchronization

/// The command line of docker, or of podman, which takes the same words.
struct ContainerProgram: Sendable {
    static let path = OptionKey<String>(
        "docker_path", defaultText: "docker, or podman where only that is", "The program to call.")

    let executable: String
    let log: BuildLog
    /// A folder for logins, so that nothing is left in the user's own configuration.
    var configuration: String?

    /// - Parameter path: what the template says.
    init(_ path: String?, _ log: BuildLog) {
        let given = path.flatMap { $0.isEmpty ? nil : $0 }
        executable = given ?? (!Self.isOnPath("docker") && Self.isOnPath("podman") ? "podman" : "docker")
        self.log = log
    }

    private static func isOnPath(_ name: String) -> Bool {
        let folders = (HostEnvironment.variable("PATH") ?? "").split(separator: ":")
        return folders.contains { HostFiles.exists(HostPath.join(String($0), name)) }
    }

    /// Runs the program to its end and shows what it says.
    ///
    /// - Parameters:
    ///   - input: goes to its standard input: where secrets go, since everybody can read arguments.
    ///   - isQuiet: whether its answer is for us alone.
    /// - Returns: its standard output.
    /// - Throws: `PostProcessorError` with its last words, if it fails or is not there.
    @discardableResult
    func run(_ arguments: [String], input: String = "", isQuiet: Bool = false) async throws -> String {
        let child = try await start(arguments, hasInput: !input.isEmpty)
        let (exit, output, errors) = try await withChildProcess(child) { child in
            async let output = lines(of: child.standardOutput, isQuiet: isQuiet)
            async let errors = lines(of: child.standardError, isQuiet: isQuiet)
            if let stream = child.standardInput {
                try await stream.write(Array(input.utf8))
                stream.close()
            }
            let collected = try await (output, errors)
            return (try await child.wait(), collected.0, collected.1)
        }
        guard exit == .status(0) else {
            let words = errors.suffix(3).joined(separator: " ")
            throw PostProcessorError("\(executable) \(arguments.first ?? "") ended with \(exit): \(words)")
        }
        return output.joined(separator: "\n")
    }

    /// Sends an image to its registry.
    ///
    /// - Returns: by what the registry knows it, `sha256:…`; `nil` if the program does not tell.
    func push(_ name: String, platform: String?) async throws -> String? {
        let options = platform.map { ["--platform", $0] } ?? []
        guard try await run(["--version"], isQuiet: true).contains("podman") else {
            return Self.digest(in: try await run(["push"] + options + [name]))
        }
        return try await withTemporaryDirectory(prefix: "ingot-push") { folder in
            let file = HostPath.join(folder, "digest")
            try await run(["push", "--digestfile", file] + options + [name])
            return Self.digest(in: try HostFiles.readText(file, limit: 4096))
        }
    }

    /// The last `sha256:` and its 64 digits, as in docker's `latest: digest: sha256:… size: 1570`.
    static func digest(in text: String) -> String? {
        let words = text.split(whereSeparator: \.isWhitespace)
        return words.last { $0.hasPrefix("sha256:") && $0.utf8.count == 71 && $0.dropFirst(7).allSatisfy(\.isHexDigit) }
            .map(String.init)
    }

    private func start(_ arguments: [String], hasInput: Bool) async throws -> ChildProcess {
        var environment: [String: String]?
        if let configuration {
            environment = HostEnvironment.variables
            environment?["DOCKER_CONFIG"] = configuration
            environment?["REGISTRY_AUTH_FILE"] = HostPath.join(configuration, "auth.json")
        }
        do {
            return try await ChildProcess.start(
                executable, arguments, environment: environment, standardInput: hasInput ? .pipe : .null,
                standardOutput: .pipe, standardError: .pipe)
        } catch let error as HostError {
            throw PostProcessorError(
                "\(executable) cannot be started: \(error.reason)",
                advice: ["Install docker or podman, or give its path as docker_path."])
        }
    }

    /// The last lines of what the program prints.
    private func lines(of stream: ByteStream?, isQuiet: Bool) async throws -> [String] {
        guard let stream else { return [] }
        var lines: [String] = []
        for try await line in stream.lines {
            if !isQuiet { log.message(line) }
            lines.append(line)
            if lines.count > 1000 { lines.removeFirst(500) }
        }
        return lines
    }
}
