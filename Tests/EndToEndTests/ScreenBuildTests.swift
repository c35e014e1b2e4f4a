import HostOS
import TestSupport
import Testing

/// Builds that look at their machine's screen while they type.
@Suite(.turnLimit) struct ScreenBuildTests {
    private func build(_ options: [String: String], in ingot: IngotFixture) async throws -> IngotResult {
        let machine = EmptyMachine().with(options.merging(["shutdown_timeout": #""1s""#]) { own, _ in own })
        try machine.put(in: ingot)
        return try await ingot.build("-force")
    }

    /// A machine without a system does not switch itself off: that is all that may be wrong with the build.
    private func expectTyped(_ result: IngotResult) {
        #expect(result.exit == .status(1), "\(result.text)")
        #expect(result.text.contains("The machine did not shut down within 1s"), "\(result.text)")
    }

    @Test func `a boot command waits for what the screen shows, and needs no boot_wait`() async throws {
        try await IngotFixture.with { ingot in
            let result = try await build(
                ["boot_command": #"["<waitText 'No b[a-z]+ device' 60s>", "<waitGone \"nonsense\">x"]"#],
                in: ingot)
            expectTyped(result)
            #expect(result.text.contains("Waiting until the screen shows \"No b[a-z]+ device\"..."))
            #expect(!result.text.contains("for boot..."))
        }
    }

    @Test func `steps are typed one after the other`() async throws {
        try await IngotFixture.with { ingot in
            let steps = """
                [{ description = "firmware", wait = "No bootable", timeout = "60s", type = "a<wait1ms>" },
                 { wait_still = "300ms", expect = "device" }, ["b", "old form"]]
                """
            let result = try await build(["boot_steps": steps], in: ingot)
            expectTyped(result)
            for text in ["Typing: firmware", "shows \"No bootable\"", "for 0.3 s", "Typing: old form"] {
                #expect(result.text.contains(text), "\(result.text)")
            }
        }
    }

    @Test func `a wait in vain tells the closest line, the screen's text and its picture`() async throws {
        try await IngotFixture.with { ingot in
            let result = try await build(
                [
                    "boot_steps":
                        #"[{ type = "x" }, { description = "disk", wait = "No bootabel device", timeout = "25s" }]"#
                ],
                in: ingot)
            #expect(result.exit == .status(1), "\(result.text)")
            for text in [
                "The machine does not show what the boot command waits for",
                "(step 2 of 2, \"disk\") waited 25 s until the screen shows \"No bootabel device\"",
                "The closest line is: No bootable device", "The machine's screen says:",
            ] {
                #expect(result.text.contains(text), "\(result.text)")
            }
        }
    }

    @Test func `a wait for a serial port that goes elsewhere is told`() async throws {
        try await IngotFixture.with { ingot in
            let result = try await build(
                ["boot_command": #""<waitSerial 'x' 3s>""#, "qemuargs": #"[["-serial", "null"]]"#], in: ingot)
            #expect(result.exit == .status(1), "\(result.text)")
            #expect(result.text.contains("Serial port not recorded"), "\(result.text)")
        }
    }

    @Test func `a step with a misspelt argument is refused with a suggestion`() async throws {
        try await IngotFixture.with { ingot in
            let result = try await build(["boot_steps": #"[{ wiat = "x" }]"#], in: ingot)
            #expect(result.exit == .status(1), "\(result.text)")
            #expect(result.text.contains("Did you mean \"wait\"?"), "\(result.text)")
        }
    }

    @Test func `the tiny installer is started by steps that look`() async throws {
        let iso = try IngotFixture.required("INGOT_TINY_ISO")
        try await IngotFixture.with { ingot in
            let template = HostPath.join(try Repository.root(), "boot-configs/tiny-steps/tiny-steps.pkr.hcl")
            try ingot.write(
                try HostFiles.readText(template).replacing("${path.root}/../../http/tiny", with: "answers")
                    .replacing("\"output-tiny-steps\"", with: "\"output\""))
            try TinyTemplate.linkAnswers(in: ingot)
            let result = try await ingot.build("-force", "-var", "iso_url=\(iso)")
            #expect(result.exit == .status(0), "\(result.text)")
            #expect(result.text.contains("Waiting until the serial port says \"tiny-installer: fetching\""))
            #expect(!result.text.contains("typed again"), "\(result.text)")
        }
    }
}
