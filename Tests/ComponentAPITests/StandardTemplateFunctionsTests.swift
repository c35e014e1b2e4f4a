import Diagnostics
import GoTemplate
import Testing

@testable import ComponentAPI

@Suite struct StandardTemplateFunctionsTests {
    private var standard: PackerTemplateFunctions {
        // 2024-02-09T15:04:05Z
        var functions = PackerTemplateFunctions(
            startTime: 1_707_491_045, workingDirectory: "/w", templateDirectory: "/t", version: "1.2.3",
            buildName: "base", buildType: "qemu", buildValues: ["ID": .string("x1")], makeIdentifier: { "id" })
        functions.userVariables = ["name": "v"]
        return functions
    }

    private func render(_ text: String, _ functions: PackerTemplateFunctions? = nil) throws -> String {
        try TemplateContext(functions: (functions ?? standard).functions).render(text)
    }

    static let renderings = [
        ("{{timestamp}}", "1707491045"), ("{{isotime}}", "2024-02-09T15:04:05Z"),
        ("{{isotime \"20060102\"}}", "20240209"),
        ("{{strftime \"%Y%m%d\"}}", "20240209"), ("{{build_name}}-{{build_type}}", "base-qemu"),
        ("{{pwd}} {{template_dir}}", "/w /t"),
        ("{{packer_version}} {{uuid}}", "1.2.3 id"), ("{{build `ID`}}", "x1"), ("{{user `name`}}{{user `none`}}", "v"),
        ("{{ split \"a-b-c\" \"-\" 1 }}", "b"), ("{{ \"a.b.c\" | replace \".\" \"-\" 1 }}", "a-b.c"),
        ("{{ build_name | replace_all \"a\" \"\" | upper }}", "BSE"), ("{{ lower \"AB\" }}", "ab"),
    ]

    @Test(arguments: renderings)
    func `answers with frozen values`(text: String, expected: String) throws {
        #expect(try render(text) == expected)
    }

    @Test func `leaves build values for a second pass until there are some`() throws {
        var functions = standard
        functions.buildValues = nil
        #expect(try render("{{ build `ID` }}", functions) == "{{.ID}}")
    }

    @Test(arguments: [
        "{{ build `Nope` }}", "{{ env `HOME` }}", "{{ split \"a\" \"-\" 3 }}", "{{ upper 1 }}", "{{ sed `s` }}",
    ])
    func `refuses what cannot be answered`(text: String) {
        #expect(throws: DiagnosticError.self) { try render(text) }
    }
}
