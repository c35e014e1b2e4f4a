import HostOS
import TestSupport

/// `boot-configs/tiny` as tests use it.
enum TinyTemplate {
    /// Makes `output`, takes its answers from `answers`, and writes `manifest.json`.
    static func text() throws -> String {
        try HostFiles.readText(HostPath.join(try Repository.root(), "boot-configs/tiny/tiny.pkr.hcl"))
            .replacing("${path.root}/../../http/tiny", with: "answers")
            .replacing("\"output-tiny\"", with: "\"output\"")
            .replacing(
                "build {\n",
                with: "build {\n  post-processor \"manifest\" {\n    output = \"manifest.json\"\n  }\n")
    }

    /// Puts the answers beside the template.
    static func linkAnswers(in ingot: IngotFixture) throws {
        let answers = HostPath.join(try Repository.root(), "http/tiny")
        try HostFiles.makeSymbolicLink(at: ingot.directory + "/answers", to: answers)
    }
}
