import BuildEvents
import ComponentAPI
import Diagnostics
import HCLValues
import TestSupport
import Testing

@testable import Scripts

@Suite struct ScriptOptionsTests {
    private func options(_ values: [String: HCLValue], redactor: Redactor = Redactor()) -> ScriptOptions {
        var environment = ComponentFixture.environment()
        environment.redactor = redactor
        return ScriptOptions(ComponentFixture.reader(values), environment)
    }

    private func machine(_ data: [String: String] = [:]) -> Machine {
        Machine(communicator: nil, generatedData: data, log: NotedEvents().log)
    }

    @Test func `a script sees the names of its build, its web server and what the user adds`() {
        let options = options([
            "inline": texts("x"), "environment_vars": texts("A=1", "B=x=y", "PACKER_BUILD_NAME=mine"),
            "env": .object(["A": .string("2")]),
        ])
        let data = ["PackerHTTPAddr": "10.0.2.2:8000", "PackerHTTPIP": "10.0.2.2", "PackerHTTPPort": "8000"]
        #expect(
            options.variables(for: machine(data)) == [
                "A": "2", "B": "x=y", "PACKER_BUILD_NAME": "mine", "PACKER_BUILDER_TYPE": "null",
                "PACKER_HTTP_ADDR": "10.0.2.2:8000", "PACKER_HTTP_IP": "10.0.2.2", "PACKER_HTTP_PORT": "8000",
            ])
    }

    @Test(arguments: ["", "ERR_HTTP_ADDR_NOT_IMPLEMENTED_BY_BUILDER"])
    func `a build without a web server gives no variables of one`(address: String) {
        let options = options(["inline": texts("x")])
        #expect(options.variables(for: machine(["PackerHTTPAddr": address]))["PACKER_HTTP_ADDR"] == nil)
    }

    @Test(
        arguments: [
            ([:], "Either a script file or inline script must be specified."),
            (["script": .string("/dev/null"), "scripts": texts("/dev/null")], "Only one of script or scripts can"),
            (["inline": texts("x"), "script": .string("/dev/null")], "Only a script file or an inline script can be"),
            (["script": .string("/no/such/file")], "Bad script '/no/such/file'"),
            (["inline": texts("x"), "environment_vars": texts("=secret")], "not in format 'key=value'"),
            (["inline": texts("x"), "environment_vars": texts("secret")], "not in format 'key=value'"),
        ] as [([String: HCLValue], String)])
    func `impossible combinations are told, without the values`(values: [String: HCLValue], complaint: String) {
        let reader = ComponentFixture.reader(values)
        _ = ScriptOptions(reader, ComponentFixture.environment())
        #expect(reader.diagnostics.count == 1)
        #expect(reader.diagnostics.first?.detail.contains(complaint) == true)
        #expect(reader.diagnostics.first?.detail.contains("secret") == false)
    }

    @Test func `sensitive variables are masked in everything shown`() {
        let redactor = Redactor()
        let secret = HCLValue.string("A=pass=word").marked(true)
        _ = options(
            [
                "inline": texts("x"), "environment_vars": .tuple([secret, .string("B=plain")]),
                "env": .object(["C": HCLValue.string("token").marked(true), "D": .string("open")]),
            ], redactor: redactor)
        #expect(redactor.redact("pass=word token plain open") == "<sensitive> <sensitive> plain open")
    }

    @Test(arguments: [
        (["a", "b"], "/bin/sh -e", false, "#!/bin/sh -e\na\nb\n"),
        (["#!/bin/cat", "b"], "/bin/sh -e", false, "#!/bin/cat\nb\n"),
        (["#!/bin/cat"], "/bin/sh", true, "#!/bin/sh\n#!/bin/cat\n"),
        (["a\r\nb"], "", true, "a\nb\n"),
    ])
    func `inline commands become a script`(lines: [String], shebang: String, isExplicit: Bool, text: String) {
        let options = options(["inline": .tuple(lines.map(HCLValue.string))])
        #expect(options.inlineScript(shebang: shebang, isShebangExplicit: isExplicit) == Array(text.utf8))
    }
}
