import Diagnostics
import Testing

@testable import Pipeline

struct FailureTextTests {
    @Test func `everything that is wrong is told, each with what to do`() {
        let error = DiagnosticError([
            Diagnostic("swtpm not found", detail: "It is not on the PATH.", advice: ["Install it."]),
            Diagnostic("No firmware", advice: ["Install that.", "Or leave efi_boot out."]),
        ])
        #expect(
            failureText(error) == """
                swtpm not found: It is not on the PATH.
                Install it.
                No firmware
                Install that.
                Or leave efi_boot out.
                """)
    }
}
