import Attestation
import HTTP
import HostOS

/// Where the template's text comes from: what a CI service says in its environment, else what git says.
struct SourceRepository {
    /// A revision of a repository; `nil` where nobody knows one.
    static func revision(
        of directory: String, environment: [String: String]
    ) async throws -> BuildProvenance.Resource? {
        if let found = inCI(environment) { return found }
        guard let commit = try await git(["rev-parse", "HEAD"], in: directory), isCommit(commit) else { return nil }
        let origin = try await git(["config", "--get", "remote.origin.url"], in: directory)
        let branch = try await git(["symbolic-ref", "--short", "-q", "HEAD"], in: directory)
        var uri: String
        if let origin {
            uri = "git+" + removingCredentials(origin)
        } else {
            guard let root = try await git(["rev-parse", "--show-toplevel"], in: directory) else { return nil }
            uri = "git+file://" + root
        }
        if let branch { uri += "@refs/heads/\(branch)" }
        return BuildProvenance.Resource(uri: uri, digests: ["gitCommit": commit])
    }

    private static func inCI(_ environment: [String: String]) -> BuildProvenance.Resource? {
        if let server = environment["GITHUB_SERVER_URL"], let repository = environment["GITHUB_REPOSITORY"],
            let commit = environment["GITHUB_SHA"]
        {
            let reference = environment["GITHUB_REF"].map { "@\($0)" } ?? ""
            return .init(uri: "git+\(server)/\(repository)\(reference)", digests: ["gitCommit": commit])
        }
        if let project = environment["CI_PROJECT_URL"], let commit = environment["CI_COMMIT_SHA"] {
            let branch = environment["CI_COMMIT_REF_NAME"].map { "@refs/heads/\($0)" } ?? ""
            return .init(uri: "git+\(removingCredentials(project))\(branch)", digests: ["gitCommit": commit])
        }
        return nil
    }

    /// The one line that git prints; `nil` where there is no repository, or no git.
    private static func git(_ arguments: [String], in directory: String) async throws -> String? {
        do {
            let result = try await runProcess("git", ["-C", directory] + arguments, outputLimit: 1 << 16)
            let line = result.outputText.split(whereSeparator: \.isNewline).first.map(String.init)
            return result.exit == .status(0) ? line : nil
        } catch is HostError {
            return nil
        }
    }

    private static func isCommit(_ text: String) -> Bool {
        [40, 64].contains(text.utf8.count) && text.allSatisfy(\.isHexDigit)
    }
}
