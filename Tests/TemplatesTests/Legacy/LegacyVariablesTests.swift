import BuildEvents
import ComponentAPI
import Diagnostics
import TestSupport
import Testing

@testable import Templates

@Suite struct LegacyVariablesTests {
    static func template(_ variables: String, _ rest: String = "") -> String {
        "{\"builders\": [{\"type\": \"box\"}], \"variables\": \(variables)\(rest)}"
    }

    @Test(arguments: [
        (#"{"a": "1"}"#, ["a": "1"]),
        (#"{"a": "{{user `b`}}-", "b": "{{user `c`}}", "c": "x"}"#, ["a": "x-", "b": "x", "c": "x"]),
        (#"{"a": "{{env `HOME`}}{{env `NONE`}}"}"#, ["a": "/home/me"]),
        (#"{"a": "{{isotime `2006`}} {{upper `x`}} {{packer_version}}"}"#, ["a": "2023 X 1.16.0"]),
        (#"{"a": "{{ `{{` }}"}"#, ["a": "{{"]),
        ("{}", [:]),
    ])
    func `renders values, whatever their order`(variables: String, expected: [String: String]) throws {
        let outcome = try Outcome(Self.template(variables), environment: ["HOME": "/home/me"])
        #expect(outcome.diagnostics.isEmpty)
        #expect(outcome.variables == expected)
    }

    @Test(arguments: [
        (#"{"a": null}"#, "Required variable not set", "\"a\""),
        (#"{"a": "{{user `b`}}"}"#, "Failed to interpolate variable", "\"b\" is not set"),
        (#"{"a": "{{user `a`}}"}"#, "Failed to interpolate variable", "in a circle"),
        (#"{"a": "{{nothing}}"}"#, "Failed to interpolate variable", "\"nothing\" not defined"),
        (#"{"a": "{{user}}"}"#, "Failed to interpolate variable", "needs the name"),
        (#"{"a": "{{vault `x` `y`}}"}"#, "Failed to interpolate variable", "without a network"),
        (#"{"a": "{{"}"#, "Failed to interpolate variable", "line 1"),
    ])
    func `says why a value cannot be had`(variables: String, summary: String, detail: String) throws {
        let outcome = try Outcome(Self.template(variables))
        #expect(outcome.summaries == [summary])
        #expect(outcome.diagnostics.first?.detail.contains(detail) == true)
        #expect(outcome.diagnostics.first?.subject != nil)
    }

    @Test func `lets arguments beat files, and later files earlier ones`() throws {
        let folder = try makeTemporaryDirectory()
        defer { removeTree(folder) }
        try write(Self.template(#"{"a": "0", "b": "0", "c": "0", "d": null}"#), to: "\(folder)/t.json")
        try write(#"{"a": "1", "b": "1", "c": "1", "d": "{{user `a`}}", "extra": "e"}"#, to: "\(folder)/1.json")
        try write(#"{"a": "2", "b": "2"}"#, to: "\(folder)/2.json")
        let outcome = try Outcome(
            path: "\(folder)/t.json", arguments: [("a", "{{user `extra`}}3")],
            files: ["\(folder)/1.json", "\(folder)/2.json"])
        #expect(outcome.diagnostics.isEmpty)
        #expect(outcome.variables == ["a": "e3", "b": "2", "c": "1", "d": "e3", "extra": "e"])
    }

    @Test(arguments: [
        ("v.json", "{\"a\": 1}", "Incorrect JSON value type"), ("v.json", "[]", "Incorrect JSON value type"),
        ("v.json", "{", "Invalid JSON"), ("v.pkrvars.hcl", "a = 1", "Unsupported variable file"),
    ])
    func `refuses variable files of another form`(name: String, text: String, summary: String) throws {
        let folder = try makeTemporaryDirectory()
        defer { removeTree(folder) }
        try write(Self.template("{}"), to: "\(folder)/t.json")
        try write(text, to: "\(folder)/\(name)")
        let outcome = try Outcome(path: "\(folder)/t.json", files: ["\(folder)/\(name)"])
        #expect(outcome.summaries == [summary])
    }

    @Test func `takes an empty argument and a null in a file as given`() throws {
        #expect(try Outcome(Self.template(#"{"a": null}"#), arguments: [("a", "")]).variables == ["a": ""])
    }

    @Test func `masks sensitive values after rendering, and those of the command line`() throws {
        let redactor = Redactor()
        let text = Self.template(
            #"{"part": "hunter", "secret": "{{user `part`}}2"}"#, #", "sensitive-variables": ["secret", "given"]"#)
        let outcome = try Outcome(text, arguments: [("given", "swordfish")], redactor: redactor)
        #expect(redactor.redact("hunter hunter2 swordfish") == "hunter <sensitive> <sensitive>")
        #expect(outcome.diagnostics.map(\.severity) == [.warning])
    }

    @Test func `ends with a chain longer than any template's`() throws {
        let chain = (0..<400).map { "\"v\(1000 - $0)\": \"{{user `v\(999 - $0)`}}\"" }.joined(separator: ",")
        let outcome = try Outcome(Self.template("{\(chain), \"v600\": \"end\"}"))
        #expect(outcome.variables["v1000"] == "end")
    }
}
