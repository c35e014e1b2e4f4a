import Diagnostics
import HostOS
import Testing

@testable import Templates

/// Compares verdicts with those of Packer, on machines that have it.
@Suite(
    .enabled(if: HostEnvironment.find(executable: "packer") != nil, "packer is not installed: nothing to compare with"))
struct DifferentialTests {
    @Test("templates are valid exactly if Packer says so, but for the differences that are on purpose")
    func verdicts() async throws {
        let packer = try #require(HostEnvironment.find(executable: "packer"))
        var texts: [Int: String] = [:]
        var ours: [Int: Bool] = [:]
        var expected: [Int: Bool] = [:]
        for (number, template) in PeerTemplate.all.enumerated() {
            texts[number] = template.text(number)
            ours[number] = !(try TemplateFixture(template.text(number)).read().diagnostics.containsError)
            expected[number] = (ours[number] == true) == (template.difference == nil)
        }
        let known = (texts, expected)
        let peer = try await withTemporaryDirectory(prefix: "peer") { folder in
            try await PeerVerdicts.ask(known.0, expected: known.1, executable: packer, folder: folder)
        }
        for (number, template) in PeerTemplate.all.enumerated() {
            let isSame = ours[number] == peer.verdicts[number]
            #expect(
                isSame == (template.difference == nil),
                "\(ours[number] == true ? "valid" : "invalid") only here: \(template.text(number))")
        }
        #expect(peer.runs < PeerTemplate.all.count / 3, "the runs are not shared as they should be")
        // Both verdicts must be frequent, or the table tells nothing.
        #expect(peer.verdicts.values.count { $0 } > 100)
        #expect(peer.verdicts.values.count { !$0 } > 100)
    }
}
