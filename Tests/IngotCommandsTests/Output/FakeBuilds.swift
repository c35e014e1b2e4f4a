import BuildEvents
import ComponentAPI
import Pipeline

struct OutputFailure: Error, CustomStringConvertible {
    let description: String
}

struct NamedArtifact: Artifact {
    var description: String
    var files: [String] = []
    var builderID: String { "fake.builder" }
    var id: String { "fake-1" }
    var generatedData: [String: String] { [:] }
    func destroy() {}
}

/// Makes an artifact, none, or fails.
struct ScriptedBuilder: Builder {
    let body: @Sendable (BuildContext) async throws -> (any Artifact)?

    func run(_ context: BuildContext) async throws -> (any Artifact)? { try await body(context) }
}

struct ScriptedPostProcessor: PostProcessor {
    let body: @Sendable (any Artifact, BuildLog) throws -> PostProcessed

    func process(_ artifact: any Artifact, log: BuildLog) throws -> PostProcessed { try body(artifact, log) }
}

func plannedBuild(
    _ name: String, chains: [[PlannedPostProcessor]] = [],
    _ body: @escaping @Sendable (BuildContext) async throws -> (any Artifact)?
) -> PlannedBuild {
    let environment = ComponentEnvironment(
        buildName: name, builderType: "fake", runUUID: "u", templateDirectory: "/", cacheDirectory: "/", version: "1",
        redactor: Redactor())
    return PlannedBuild(
        name: name, environment: environment, builder: ScriptedBuilder(body: body), provisioners: [],
        errorCleanupProvisioner: nil, chains: chains)
}

/// The text with every duration as `DURATION`.
func withoutDurations(_ text: String) -> String {
    let units = ["microsecond", "millisecond", "second", "minute"].flatMap { [$0, $0 + "s"] }
    var words: [String] = []
    for word in text.split(separator: " ", omittingEmptySubsequences: false).map(String.init) {
        // The word after a unit may be glued to it by punctuation or a line's end.
        let unit = units.filter { word.hasPrefix($0) }.max { $0.count < $1.count }
        guard let unit, let number = words.last, Int(number) != nil else {
            words.append(word)
            continue
        }
        words.removeLast()
        if words.last == "DURATION" { words.removeLast() }
        words.append("DURATION" + word.dropFirst(unit.count))
    }
    return words.joined(separator: " ")
}
