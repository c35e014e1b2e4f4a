import ComponentAPI
import Diagnostics
import Testing

@testable import Templates

@Suite struct LegacyDocumentTests {
    static let box = #""builders": [{"type": "box"}]"#

    static let faults: [(text: String, summary: String, place: [Int])] = [
        ("[]", "Incorrect JSON value type", [1, 1]),
        ("", "Invalid JSON", [1, 1]),
        ("{\"a\":\n 1,}", "Invalid JSON", [2, 4]),
        ("{}", "No builders", [1, 1]),
        ("{\"builder\": []}", "Unknown root level key in template", [1, 2]),
        ("{\"_comment\": 1}", "Invalid comment", [1, 14]),
        ("{\"builders\": {}}", "Incorrect JSON value type", [1, 14]),
        ("{\"builders\": [1]}", "Incorrect JSON value type", [1, 15]),
        ("{\"builders\": [{\"name\": \"x\"}]}", "Missing type", [1, 15]),
        ("{\"builders\": [{\"type\": 1}]}", "Incorrect JSON value type", [1, 24]),
        ("{\"builders\": [{\"type\": \"box\"}, {\"type\": \"box\"}]}", "Duplicate builder name", [1, 41]),
        ("{\"builders\": [{\"type\": \"box\", \"type\": \"box\"}]}", "Duplicate field", [1, 31]),
        ("{\"description\": 1}", "Incorrect JSON value type", [1, 17]),
        ("{\"push\": 1}", "Incorrect JSON value type", [1, 10]),
        ("{\"comments\": [{\"a\": 1}]}", "Incorrect JSON value type", [1, 21]),
        ("{\"variables\": {\"a\": 1}}", "Invalid default value for variable", [1, 21]),
        ("{\"variables\": []}", "Incorrect JSON value type", [1, 15]),
        ("{\"sensitive-variables\": [1]}", "Incorrect JSON value type", [1, 26]),
        ("{\"provisioners\": {\"type\": \"run\"}}", "Incorrect JSON value type", [1, 18]),
        ("{\"provisioners\": [{\"type\": \"run\", \"timeout\": \"5\"}]}", "Invalid duration", [1, 46]),
        ("{\"provisioners\": [{\"type\": \"run\", \"pause_before\": 1.5}]}", "Invalid duration", [1, 51]),
        ("{\"provisioners\": [{\"type\": \"run\", \"pause_before\": -1}]}", "Invalid duration", [1, 51]),
        ("{\"provisioners\": [{\"type\": \"run\", \"max_retries\": []}]}", "Incorrect JSON value type", [1, 50]),
        ("{\"provisioners\": [{\"type\": \"run\", \"override\": 1}]}", "Incorrect JSON value type", [1, 47]),
        (
            "{\"provisioners\": [{\"type\": \"run\", \"override\": {\"box\": 1}}]}", "Incorrect JSON value type",
            [1, 55]
        ),
        (
            "{\"provisioners\": [{\"type\": \"run\", \"only\": [\"a\"], \"except\": [\"b\"]}]}",
            "Conflicting arguments", [1, 19]
        ),
        ("{\"post-processors\": \"pack\"}", "Incorrect JSON value type", [1, 21]),
        ("{\"post-processors\": [[[\"pack\"]]]}", "Nested sequence", [1, 23]),
        ("{\"post-processors\": [1]}", "Incorrect JSON value type", [1, 22]),
        (
            "{\"post-processors\": [{\"type\": \"pack\", \"keep_input_artifact\": \"true\"}]}",
            "Incorrect JSON value type", [1, 62]
        ),
        ("{\(box), \"min_packer_version\": \"x\"}", "Invalid version", [1, 55]),
        ("{\(box), \"min_packer_version\": \"2.0\"}", "Unsupported Packer version", [1, 55]),
    ]

    @Test(arguments: faults)
    func `says what is wrong and where`(text: String, summary: String, place: [Int]) throws {
        let outcome = try Outcome(text)
        #expect(outcome.errors.count == 1)
        #expect(outcome.errors.first?.summary == summary)
        #expect(outcome.errors.first?.subject.map { [$0.start.line, $0.start.column] } == place)
        #expect(outcome.builds.isEmpty)
    }

    @Test(arguments: [
        #"{"builders": [{"type": "box"}]}"#,
        #"{"Builders": [{"type": "box"}]}"#,
        #"{"builders": [{"type": "box"}], "_comment": "x", "push": {}, "comments": [{"a": "b"}], "description": "d"}"#,
        #"{"builders": [{"type": "box"}], "provisioners": null, "variables": null, "post-processors": null}"#,
        #"{"builders": [{"type": "box"}], "min_packer_version": "1.2.0"}"#,
        #"{"builders": [{"type": "box", "name": null}]}"#,
        #"{"builders": [{"type": "box", "Text": "x", "count": "3", "flag": "true", "list": "a"}]}"#,
        #"{"builders": [{"type": "box", "count": null}]}"#,
        #"{"builders": [{"type": "box"}], "provisioners": [{"type": "run", "only": "box"}]}"#,
        "\u{FEFF}{\"builders\": [{\"type\": \"box\"}]}",
    ])
    func `takes what the peer takes`(text: String) throws {
        let outcome = try Outcome(text)
        #expect(outcome.diagnostics.isEmpty)
        #expect(outcome.builds.map(\.name) == ["box"])
    }

    @Test func `reports all faults of a document at once`() throws {
        let outcome = try Outcome(
            #"{"foo": 1, "builders": [{"type": "box", "name": 2}], "variables": {"a": true}}"#)
        #expect(outcome.errors.count == 3)
    }

    @Test func `advises whoever gives a native file without its ending`() throws {
        let outcome = try Outcome("source \"box\" \"a\" {}\n", name: "t.hcl")
        #expect(outcome.errors.first?.advice.first?.contains(".pkr.hcl") == true)
    }

    @Test func `limits the depth of nesting`() throws {
        let deep = String(repeating: "[", count: 50_000)
        #expect(try Outcome("{\"push\": {\"a\": \(deep)").summaries == ["Invalid JSON"])
    }
}
