import BuildEvents
import Communicators
import ComponentAPI
import GuestFS
import HostOS

/// `guestfs`: changes the system on a disk image that is not booted.
package struct GuestFSProvisioner: Provisioner {
    enum Keys {
        static let steps = OptionKey<[GuestFSStep]>(
            "step", default: [], defaultText: "", required: true, "What to do, in this order; one thing a step.")
    }

    let steps: [GuestFSStep]

    package func provision(_ machine: Machine) async throws {
        guard let connection = machine.communicator as? GuestFSCommunicator else {
            throw ProvisionerError.unsuitable(
                "The guestfs provisioner changes a disk image that is not booted: write disk_image = true and "
                    + "communicator = \"guestfs\" in a source of the qemu builder.")
        }
        let guest = GuestSystem(connection: connection, log: machine.log)
        for step in steps { try await guest.perform(step) }
    }

    /// The component's entry in the catalogue.
    package static let type = ProvisionerType(
        name: "guestfs", summary: "Changes the system on a disk image without booting it.",
        options: [Keys.steps.declaration]
    ) { reader, environment in
        let steps = reader.optional(Keys.steps) ?? []
        for case .upload(let source, _) in steps.map(\.action) where !HostFiles.exists(source) {
            reader.error("Bad source", "There is no file or folder \"\(source)\" to upload.", of: Keys.steps)
        }
        for case .user(let user) in steps.map(\.action) {
            if let hash = user.passwordHash { environment.redactor.add(hash) }
        }
        return Prepared(GuestFSProvisioner(steps: steps), warnings: try reader.finish())
    }
}
