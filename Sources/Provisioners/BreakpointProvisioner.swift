import BuildEvents
import ComponentAPI

/// `breakpoint`: waits until the user has looked at the machine.
package struct BreakpointProvisioner: Provisioner {
    enum Keys {
        static let disable = OptionKey<Bool>("disable", default: false, "Whether to go on without waiting.")
        static let note = OptionKey<String>("note", default: "", "What tells this breakpoint from others.")
    }

    let isDisabled: Bool
    let note: String

    package func provision(_ machine: Machine) async throws {
        let suffix = note.isEmpty ? "" : " with note \"\(note)\""
        guard !isDisabled else {
            return machine.log.say("Breakpoint provisioner\(suffix) disabled; continuing...")
        }
        machine.log.say("Pausing at breakpoint provisioner\(suffix).")
        guard let ask = machine.ask else {
            return machine.log.say("Nobody can be asked here; continuing...")
        }
        _ = try await ask("Press enter to continue.")
    }

    /// The component's entry in the catalogue.
    package static let type = ProvisionerType(
        name: "breakpoint", summary: "Waits until the user presses Enter.",
        options: [Keys.disable.declaration, Keys.note.declaration]
    ) { reader, _ in
        let provisioner = BreakpointProvisioner(isDisabled: reader.value(Keys.disable), note: reader.value(Keys.note))
        return Prepared(provisioner, warnings: try reader.finish())
    }
}
