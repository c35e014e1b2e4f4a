import ComponentAPI
import Diagnostics
import HCLValues
import Testing

@testable import QEMUBuilder

struct CheckProgramsTests {
    private func missing(_ values: [String: HCLValue], on host: Set<String>) throws -> [String] {
        let check = CheckPrograms(options: try OptionTableTests.options(values)) { host.contains($0) ? "/" + $0 : nil }
        do {
            try check.run()
            return []
        } catch let error as DiagnosticError {
            return error.diagnostics.map(\.summary)
        }
    }

    @Test(
        arguments: [
            ([:], ["qemu-img"], []),
            ([:], [], ["qemu-img not found"]),
            (["vtpm": true], ["qemu-img"], ["swtpm not found"]),
            (["cd_files": ["a"]], ["qemu-img"], ["xorriso not found"]),
            (["cd_files": ["a"]], ["qemu-img", "genisoimage"], []),
            (["cloud_init": .object(["delivery": "http"])], ["qemu-img"], []),
            (
                ["efi_firmware_code": "/no/such/code.fd", "cd_content": .object(["a": "b"])], [],
                ["qemu-img not found", "xorriso not found", "EFI firmware not found"]
            ),
        ] as [([String: HCLValue], Set<String>, [String])])
    func `all that this host lacks is told before anything is fetched`(
        _ values: [String: HCLValue], _ host: Set<String>, _ expected: [String]
    ) throws {
        #expect(try missing(values, on: host) == expected)
    }
}
