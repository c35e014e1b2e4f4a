import BuildEvents
import ComponentAPI
import Diagnostics
import HostOS
import Templates
import TestSupport
import Testing

@testable import IngotCommands

/// One template in three notations, prepared by the real components.
@Suite struct FormatPlanTests {
    static let folder = HostPath.join(HostPath.dirname(#filePath), "../../Fixtures/Formats")

    static func plan(_ path: String) throws -> (plan: BuildPlan, diagnostics: [Diagnostic]) {
        let redactor = Redactor()
        let context = CommandContext(
            environment: [:], workingDirectory: folder, output: CapturedOutput(), errorOutput: CapturedOutput(),
            terminalWidth: nil)
        let world = TemplateWorld.standard(context: context, redactor: redactor)
        var inputs = VariableInputs()
        inputs.arguments = [("iso_url", "/dev/null"), ("output_directory", "out")]
        let template = try Template(path: path, inputs: inputs, world: world)
        guard !template.hasErrors else { return (BuildPlan(builds: []), template.diagnostics) }
        return try template.plan(
            PlanOptions(
                environment: ComponentEnvironment(
                    buildName: "", builderType: "", isForced: true, runUUID: "", templateDirectory: "",
                    cacheDirectory: "", version: "", redactor: redactor)), world: world)
    }

    /// Everything in a value that can be compared, line by line; environments and functions differ by nature.
    static func lines(_ value: Any, _ path: String, _ depth: Int = 0) -> [String] {
        let mirror = Mirror(reflecting: value)
        let skipped: Set<String> = ["environment", "templating", "make", "range"]
        guard !mirror.children.isEmpty, depth < 12 else {
            // Names of files on the guest are drawn by lot.
            let text = "\(value)"
            return ["\(path) = \(text.hasPrefix("/tmp/") ? text.filter { !$0.isNumber } : text)"]
        }
        if mirror.displayStyle == .dictionary || mirror.displayStyle == .set {
            return mirror.children.map { "\(path): \($0.value)" }.sorted()
        }
        return mirror.children.enumerated().flatMap { index, child -> [String] in
            let label = child.label ?? "\(index)"
            return skipped.contains(label) ? [] : lines(child.value, "\(path).\(label)", depth + 1)
        }
    }

    static func lines(of build: PlannedBuild) throws -> [String] {
        var result = [build.name, build.environment.buildName, build.environment.builderType]
        result += lines(build.builder, "builder")
        for (index, step) in (build.provisioners + [build.errorCleanupProvisioner].compactMap(\.self)).enumerated() {
            result += lines(step, "provisioner \(index)") + lines(try step.make([:]), "provisioner \(index)")
        }
        for (index, step) in build.chains.joined().enumerated() {
            result += lines(step, "post-processor \(index)") + lines(try step.make([:]), "post-processor \(index)")
        }
        return result
    }

    @Test(arguments: ["tiny.pkr.json", "tiny.json"])
    func `another notation gives the plan of the native one`(name: String) throws {
        let expected = try Self.plan("\(Self.folder)/tiny.pkr.hcl")
        let (plan, diagnostics) = try Self.plan("\(Self.folder)/\(name)")
        #expect(diagnostics.map(\.summary) == expected.diagnostics.map(\.summary))
        #expect(plan.builds.map(\.name) == ["qemu.tiny"])
        let wanted = try Self.lines(of: #require(expected.plan.builds.first))
        let found = try Self.lines(of: #require(plan.builds.first))
        #expect(wanted.count > 60)
        #expect(found.filter { !wanted.contains($0) } == [])
        #expect(wanted.filter { !found.contains($0) } == [])
    }

    @Test func `the legacy template as HCL2 gives the same plan`() async throws {
        let target = try makeTemporaryDirectory()
        defer { removeTree(target) }
        let output = CapturedOutput()
        let context = CommandContext(
            environment: [:], workingDirectory: Self.folder, output: output, errorOutput: output, terminalWidth: nil)
        let status = await Ingot.run(
            ["hcl2_upgrade", "-output-file=\(target)/t.pkr.hcl", "\(Self.folder)/tiny.json"], in: context)
        #expect(status == 0)
        #expect(output.text == "Successfully created \(target)/t.pkr.hcl. Exit 0\n")
        // The folder of the template is part of the plan.
        let text = String(decoding: try readBytes("\(target)/t.pkr.hcl"), as: UTF8.self)
            .replacing("abspath(path.root)", with: "\"\(Self.folder)\"")
        try write(text, to: "\(target)/t.pkr.hcl")
        let wanted = try Self.lines(of: #require(Self.plan("\(Self.folder)/tiny.json").plan.builds.first))
        let found = try Self.lines(of: #require(Self.plan("\(target)/t.pkr.hcl").plan.builds.first))
        #expect(found.filter { !wanted.contains($0) } == [])
        #expect(wanted.filter { !found.contains($0) } == [])
    }
}
