import ComponentAPI
import Diagnostics
import Testing

@testable import Templates

@Suite struct LegacyPlannerTests {
    static let two = #""builders": [{"type": "box"}, {"type": "box", "name": "other"}]"#

    static func provisioners(_ text: String) -> String { "{\(two), \"provisioners\": [\(text)]}" }
    static func postProcessors(_ text: String) -> String { "{\(two), \"post-processors\": [\(text)]}" }

    @Test func `names builds by type and name`() throws {
        let outcome = try Outcome(
            #"{"variables": {"n": "x"}, "builders": [{"type": "box"}, {"type": "box", "name": "a-{{user `n`}}"}]}"#)
        #expect(outcome.builds.map(\.name) == ["box", "box.a-x"])
        #expect(outcome.builds.map(\.environment.buildName) == ["box", "a-x"])
    }

    @Test func `refuses names that become equal`() throws {
        let outcome = try Outcome(
            #"{"variables": {"n": "box"}, "builders": [{"type": "box"}, {"type": "box", "name": "{{user `n`}}"}]}"#)
        #expect(outcome.summaries == ["Duplicate builder name"])
    }

    @Test func `gives options to components with their actions carried out`() throws {
        let outcome = try Outcome(
            """
            {"variables": {"n": "x"}, "builders": [{"type": "box", "name": "b",
              "text": "{{user `n`}}-{{user `none`}}-{{build_name}}-{{build_type}}", "late": "{{user `n`}}",
              "list": ["{{user `n`}}"], "count": "{{len `abc`}}", "labels": {"k": "{{user `n`}}"},
              "disk": [{"size": 1}, {"size": "{{len `ab`}}"}]}]}
            """)
        #expect(outcome.diagnostics.isEmpty)
        let recorded = try #require(outcome.builds.first?.builder as? Recorded)
        #expect(recorded.text == "x--b-box")
        #expect(recorded.late == "{{user `n`}}")
        #expect(recorded.list == ["x"])
        #expect(recorded.count == 3)
        #expect(recorded.labels == ["k": "x"])
        #expect(recorded.disks == [1, 2])
    }

    @Test func `fills in the values of a machine when there is one`() throws {
        let outcome = try Outcome(Self.provisioners(#"{"type": "run", "text": "at {{build `Host`}}"}"#))
        #expect(try outcome.builds[0].provisioner(0)?.text == "at {{.Host}}")
        #expect(try outcome.builds[0].provisioner(0, ["Host": "10.0.0.1"])?.text == "at 10.0.0.1")
        #expect(throws: DiagnosticError.self) { try outcome.builds[0].provisioner(0, ["ID": "1"]) }
    }

    @Test(arguments: [
        (#"{"type": "run"}"#, [1, 1]), (#"{"type": "run", "only": ["other"]}"#, [0, 1]),
        (#"{"type": "run", "except": ["other"]}"#, [1, 0]), (#"{"type": "run", "only": "box"}"#, [1, 0]),
        (#"{"type": "run", "except": ["box", "other"]}"#, [0, 0]),
    ])
    func `lets provisioners take part by builder`(text: String, counts: [Int]) throws {
        #expect(try Outcome(Self.provisioners(text)).builds.map(\.provisioners.count) == counts)
    }

    @Test func `knows a builder by its name as written and as rendered`() throws {
        for name in ["x", "{{user `n`}}"] {
            let outcome = try Outcome(
                """
                {"variables": {"n": "x"}, "builders": [{"type": "box", "name": "{{user `n`}}"}],
                 "provisioners": [{"type": "run", "only": ["\(name)"], "override": {"\(name)": {"text": "o"}}}]}
                """)
            #expect(try outcome.builds[0].provisioner(0)?.text == "o")
        }
    }

    @Test func `merges an override over the options of one builder`() throws {
        let outcome = try Outcome(
            Self.provisioners(
                #"{"type": "run", "text": "a", "count": 1, "override": {"other": {"text": "b", "flag": true}}}"#))
        let (first, second) = (try outcome.builds[0].provisioner(0), try outcome.builds[1].provisioner(0))
        #expect([first?.text, second?.text] == ["a", "b"])
        #expect([first?.count, second?.count] == [1, 1])
        #expect([first?.flag, second?.flag] == [false, true])
    }

    @Test func `reads the common arguments of provisioners`() throws {
        let outcome = try Outcome(
            """
            {"builders": [{"type": "box"}], "variables": {"r": "4"},
             "error-cleanup-provisioner": {"type": "run", "text": "cleanup"},
             "provisioners": [{"type": "run", "pause_before": "1m", "timeout": 5000000000, "max_retries": 3},
              {"type": "run", "max_retries": "{{user `r`}}"}]}
            """)
        let steps = try #require(outcome.builds.first).provisioners
        #expect(steps.map(\.pauseBefore) == [.seconds(60), nil])
        #expect(steps.map(\.timeout) == [.seconds(5), nil])
        #expect(steps.map(\.maxRetries) == [3, 4])
        #expect(try outcome.builds[0].errorCleanupProvisioner?.make([:]) is Recorded)
    }

    static let chains: [(String, [[String]])] = [
        (#""pack""#, [["pack"]]), (#""pack", "list""#, [["pack"], ["list"]]),
        (#"["pack", {"type": "list", "name": "l"}], "pack""#, [["pack", "l"], ["pack"]]),
        (#"["pack", {"type": "list", "only": ["other"]}, "pack"]"#, [["pack", "pack"]]), ("[]", []),
    ]

    @Test(arguments: chains)
    func `chains post-processors`(text: String, expected: [[String]]) throws {
        let build = try #require(Outcome(Self.postProcessors(text)).builds.first)
        #expect(build.chains.map { $0.map { $0.name ?? $0.type } } == expected)
    }

    @Test func `keeps inputs as the template says`() throws {
        let build = try #require(
            Outcome(
                Self.postProcessors(
                    #"{"type": "pack", "keep_input_artifact": true}, {"type": "pack", "keep_input_artifact": false}, "pack""#
                )
            ).builds.first)
        #expect(build.chains.map { $0[0].keepsInput } == [true, false, nil])
    }

    @Test(arguments: [
        (["other"], [], ["box.other"], false), ([], ["box"], ["box.other"], false),
        (["box", "other"], ["box"], ["box.other"], false),
        (["box.other"], [], [], true), ([], ["b*"], ["box", "box.other"], true),
    ])
    func `filters builds by their exact names`(only: [String], except: [String], names: [String], warns: Bool) throws {
        let outcome = try Outcome("{\(Self.two)}", only: only, except: except)
        #expect(outcome.builds.map(\.name) == names)
        #expect(outcome.diagnostics.isEmpty == !warns)
    }

    @Test func `ends a chain at a post-processor that is excepted`() throws {
        let text = Self.postProcessors(#"["pack", {"type": "list", "name": "cut"}, "pack"], "list""#)
        let outcome = try Outcome(text, except: ["cut"])
        #expect(outcome.diagnostics.isEmpty)
        #expect(
            outcome.builds.map { $0.chains.map { $0.map(\.type) } } == [[["pack"], ["list"]], [["pack"], ["list"]]])
    }

    static let faults: [(String, String, String)] = [
        (#"{"type": "rum"}"#, "Unknown provisioner type \"rum\"", "Did you mean \"run\"?"),
        (#"{"type": "run", "texd": 1}"#, "Unknown configuration key", "Did you mean \"text\"?"),
        (#"{"type": "run", "continue_on_error": true}"#, "Unknown configuration key", "continue_on_error"),
        (#"{"type": "run", "Only": ["box"]}"#, "Unknown configuration key", "Only"),
        (#"{"type": "run", "disk": [{"size": 1, "sice": 2}]}"#, "Unknown configuration key", "Did you mean \"size\"?"),
        (#"{"type": "run", "count": "x"}"#, "Incorrect attribute value type", "number"),
        (#"{"type": "run", "text": "{{env `HOME`}}"}"#, "Error in template string", "only allowed in the variables"),
        (#"{"type": "run", "text": "{{sed `a`}}"}"#, "Error in template string", "replace"),
        (#"{"type": "run", "max_retries": "{{user `no`}}"}"#, "Invalid number", "valid integer"),
        (#"{"type": "run", "max_retries": -1}"#, "Invalid number", "valid integer"),
        (#"{"type": "run", "only": ["bax"]}"#, "Unknown builder", "Did you mean \"box\"?"),
        (#"{"type": "run", "except": ["bax"]}"#, "Unknown builder", "except"),
        (#"{"type": "run", "override": {"bax": {}}}"#, "Unknown builder", "override"),
        (#"{"type": "run", "override": {"box": {"texd": 1}}}"#, "Unknown configuration key", "texd"),
    ]

    @Test(arguments: faults)
    func `says once what is wrong with a component`(text: String, summary: String, detail: String) throws {
        let outcome = try Outcome(Self.provisioners(text))
        #expect(outcome.summaries == [summary])
        #expect(outcome.diagnostics.first?.detail.contains(detail) == true)
        #expect(outcome.diagnostics.first?.enclosingBlock?.hasPrefix("provisioner 1") == true)
        #expect(outcome.diagnostics.first?.subject != nil)
    }

    @Test func `builds what is right beside what is wrong`() throws {
        let outcome = try Outcome(
            #"{"builders": [{"type": "box", "texd": 1}, {"type": "crate"}, {"type": "bin"}]}"#)
        #expect(outcome.builds.map(\.name) == ["crate"])
        #expect(outcome.errors.count == 2)
    }
}
