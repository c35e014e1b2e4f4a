import ComponentAPI

/// `sleep`: waits.
package struct SleepProvisioner: Provisioner {
    static let duration = OptionKey<Duration>("duration", required: true, "How long to wait.")

    let duration: Duration

    package func provision(_ machine: Machine) async throws {
        try await Task.sleep(for: duration)
    }

    /// The component's entry in the catalogue.
    package static let type = ProvisionerType(
        name: "sleep", summary: "Waits for some time.", options: [duration.declaration]
    ) { reader, _ in
        let length = reader.optional(duration) ?? .zero
        return Prepared(SleepProvisioner(duration: length), warnings: try reader.finish())
    }
}
