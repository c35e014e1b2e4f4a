import HTTP
import JSONText

/// The images of a project in Google Compute Engine.
package struct ComputeImages: Sendable {
    let client: GoogleClient
    package let project: String
    /// Between two questions about something that takes long.
    package var delay = Duration.seconds(5)

    package init(project: String, client: GoogleClient) {
        self.project = project
        self.client = client
    }

    private var base: String {
        "\(client.access.endpoint(of: "compute"))/compute/v1/projects/\(percentEncoded(project))/global"
    }

    /// Whether the project has an image of that name.
    package func exists(_ name: String) async throws -> Bool {
        do {
            _ = try await client.json(
                "GET", "\(base)/images/\(percentEncoded(name))", as: "Compute Engine image \(name)")
            return true
        } catch let error as GoogleError where error.status == 404 {
            return false
        }
    }

    /// Begins to make an image.
    ///
    /// - Parameter image: as the API's reference has it.
    /// - Returns: the operation's name.
    package func insert(_ image: JSONValue) async throws -> String {
        try await begin("POST", "\(base)/images", image, "Compute Engine insert image")
    }

    /// Removes an image and waits until it is gone.
    package func remove(_ name: String) async throws {
        let request = "Compute Engine delete image \(name)"
        try await wait(for: begin("DELETE", "\(base)/images/\(percentEncoded(name))", nil, request), request)
    }

    private func begin(_ method: String, _ address: String, _ body: JSONValue?, _ name: String) async throws -> String {
        let answer = try await client.json(method, address, body, as: name)
        guard let operation = answer["name"]?.string else {
            throw GoogleError(request: name, reason: "the answer names no operation")
        }
        return operation
    }

    /// Waits for an operation's end.
    ///
    /// - Parameter progress: is told percent.
    /// - Throws: `GoogleError` with all that went wrong with it.
    package func wait(
        for operation: String, _ name: String, progress: (Int) -> Void = { _ in }
    ) async throws {
        while true {
            let state = try await client.json("GET", "\(base)/operations/\(percentEncoded(operation))", as: name)
            if state["status"]?.string == "DONE" {
                let faults = state["error"]?["errors"]?.array ?? []
                guard faults.isEmpty else {
                    let words = faults.map { [$0["code"]?.string, $0["message"]?.string].compactMap(\.self) }
                    throw GoogleError(
                        request: name,
                        reason: GoogleError.line(words.map { $0.joined(separator: ": ") }.joined(separator: "; ")))
                }
                return
            }
            if let percent = state["progress"]?.int { progress(min(max(percent, 0), 100)) }
            try await Task.sleep(for: delay)
        }
    }
}
