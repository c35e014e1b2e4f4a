import HostOS

/// What the peer says of many templates, asked in as few runs as possible.
struct PeerVerdicts {
    private let executable: String
    private let folder: String
    private let texts: [Int: String]
    /// Whether each template is valid.
    private(set) var verdicts: [Int: Bool] = [:]
    private(set) var runs = 0

    /// - Parameter expected: what the peer should say; it only decides which templates are asked about together.
    static func ask(
        _ texts: [Int: String], expected: [Int: Bool], executable: String, folder: String
    ) async throws -> PeerVerdicts {
        var peer = PeerVerdicts(executable: executable, folder: folder, texts: texts)
        let good = texts.keys.filter { expected[$0] == true }.sorted()
        if try await peer.run(good).isValid {
            for number in good { peer.verdicts[number] = true }
        }
        try await peer.condemn(texts.keys.filter { expected[$0] != true }.sorted())
        for number in texts.keys.sorted() where peer.verdicts[number] == nil {
            peer.verdicts[number] = try await peer.run([number]).isValid
        }
        return peer
    }

    private init(executable: String, folder: String, texts: [Int: String]) {
        self.executable = executable
        self.folder = folder
        self.texts = texts
    }

    /// Templates that the peer complains of by name when it reads them together; each round shows a later phase.
    private mutating func condemn(_ numbers: [Int]) async throws {
        var rest = numbers
        while !rest.isEmpty {
            let output = try await run(rest).output
            let blamed = rest.filter { output.contains("/t\($0).pkr.hcl line") || output.contains("/t\($0).pkr.hcl:") }
            let found = blamed.isEmpty ? Self.named(in: output).filter(rest.contains) : blamed
            guard !found.isEmpty else {
                // The peer crashes at some templates, and then says nothing of the others.
                guard output.contains("PACKER CRASH"), rest.count > 4 else { return }
                try await condemn(Array(rest[..<(rest.count / 2)]))
                return try await condemn(Array(rest[(rest.count / 2)...]))
            }
            for number in found { verdicts[number] = false }
            rest.removeAll { found.contains($0) }
        }
    }

    /// The templates whose names stand in messages that tell no place, such as `v17` in "Duplicate v17 variable".
    private static func named(in output: String) -> [Int] {
        output.split(separator: "\n").filter { $0.hasPrefix("Duplicate ") }
            .flatMap { $0.split(separator: " ") }.compactMap { Int($0.dropFirst()) }
    }

    private mutating func run(_ numbers: [Int]) async throws -> (isValid: Bool, output: String) {
        runs += 1
        let place = "\(folder)/\(runs)"
        try HostFiles.createDirectory(place)
        for number in numbers { try HostFiles.write(texts[number] ?? "", to: "\(place)/t\(number).pkr.hcl") }
        let result = try await runProcess(
            executable, ["validate", place],
            environment: ["HOME": folder, "CHECKPOINT_DISABLE": "1", "PATH": "/usr/bin:/bin"], workingDirectory: place)
        return (
            result.exit == .status(0), String(decoding: result.standardOutput + result.standardError, as: UTF8.self)
        )
    }
}
