extension EC2Client {
    /// The task of an import once it is complete.
    ///
    /// - Parameter observe: is given the task as each look showed it until then.
    /// - Throws: `AWSError` where the import failed or was deleted, and what `AWSPolling` throws.
    package func finishedImport(
        _ id: String, _ polling: AWSPolling, observe: (EC2ImportTask) -> Void
    ) async throws -> EC2ImportTask {
        try await polling.wait(for: "the import task \(id)") {
            let task = try await importTask(id)
            switch task.status {
            case "completed": return .done(task)
            case "deleting", "deleted", "error", "failed":
                throw AWSError(
                    request: "EC2 ImportImage",
                    reason: "the import failed: \(task.message ?? "EC2 does not say why")",
                    advice: [
                        "What EC2 demands of a system is told in its guide to VM Import/Export: kernel, file systems, "
                            + "boot loader, one root disk."
                    ])
            default:
                observe(task)
                return .pending(sign: "\(task.progress ?? 0) \(task.message ?? "")")
            }
        }
    }

    /// An image once machines can be started of it.
    ///
    /// - Throws: `AWSError` where it never will be available, and what `AWSPolling` throws.
    package func availableImage(_ id: String, _ polling: AWSPolling) async throws -> EC2Image {
        try await polling.wait(for: "the image \(id)") {
            // An image is not known everywhere at once.
            guard let image = try await image(id) else { return .pending(sign: "") }
            switch image.state {
            case "available": return .done(image)
            case "failed", "invalid", "error", "deregistered":
                throw AWSError(
                    reason: "the image \(id) is \(image.state): \(image.stateReason ?? "EC2 does not say why")")
            default: return .pending(sign: image.state)
            }
        }
    }
}
