import HostOS

/// A formula of Salt in a folder of a git repository: `https://host/owner/name.git//folder?ref=v1`.
struct SaltFormula: Hashable, Sendable {
    /// As the template has it.
    var text: String
    /// What `git clone` gets.
    var repository: String
    /// The folder in the repository, and its name in the state tree.
    var folder: String
    /// A branch, tag or commit; `nil` for the repository's own choice.
    var reference: String?

    /// `nil` if the text is no such address.
    init?(_ text: String) {
        self.text = text
        let address = text.hasPrefix("git::") ? text.dropFirst(5) : text[...]
        guard let end = address.firstRange(of: ".git//") else { return nil }
        var place = address[end.upperBound...]
        if let question = place.firstIndex(of: "?") {
            let query = place[place.index(after: question)...]
            // Only this one parameter means something to git.
            guard query.hasPrefix("ref="), !query.contains("&") else { return nil }
            reference = String(query.dropFirst(4))
            guard reference != "", reference?.hasPrefix("-") == false else { return nil }
            place = place[..<question]
        }
        folder = String(place)
        guard !folder.isEmpty, folder.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) })
        else { return nil }
        guard let repository = Self.repository(String(address[..<end.lowerBound]) + ".git") else { return nil }
        self.repository = repository
    }

    /// The address with its scheme; other schemes of git could run programs of this host.
    private static func repository(_ address: String) -> String? {
        let schemes = ["https://", "http://", "ssh://", "git://", "file://"]
        if schemes.contains(where: address.hasPrefix) || address.hasPrefix("/") { return address }
        guard !address.hasPrefix("-"), !address.contains("::"), !address.contains("://") else { return nil }
        let isLogin = address.firstIndex(of: "@").map { at in address[at...].contains(":") } ?? false
        return isLogin ? address : "https://" + address
    }

    /// Fetches the repository into a folder that is not there yet, by the program git.
    ///
    /// - Returns: the formula's folder.
    func fetch(into clone: String) async throws -> String {
        try await git(["clone", "--quiet", repository, clone])
        if let reference { try await git(["-C", clone, "checkout", "--quiet", "--detach", reference]) }
        let path = "\(clone)/\(folder)"
        guard HostFiles.kind(of: path) == .directory else {
            throw GuestToolError("The formula \(text) has no folder \(folder) in its repository")
        }
        return path
    }

    private func git(_ arguments: [String]) async throws {
        // It would wait for a password that nobody types.
        let environment = HostEnvironment.variables.merging(["GIT_TERMINAL_PROMPT": "0"]) { $1 }
        let result: ProcessResult
        do {
            result = try await runProcess("git", arguments, environment: environment)
        } catch let error as HostError {
            throw GuestToolError(
                "Cannot fetch the formula \(text): \(error)", advice: ["Formulas need the program git."])
        }
        guard result.exit == .status(0) else {
            throw GuestToolError(
                "Cannot fetch the formula \(text): git ended with \(result.exit): \(result.errorText)",
                advice: [
                    "Formulas come over this host's network. Without one, put the formula's folder into "
                        + "local_state_tree: what is there is not fetched."
                ])
        }
    }
}
