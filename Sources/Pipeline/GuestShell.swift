import BuildEvents
import ComponentAPI

/// Lets the user run commands in a guest, one line after the other, by whatever way there is into it.
struct GuestShell: Sendable {
    let communicator: any Communicator
    let log: BuildLog
    let ask: @Sendable (String) async throws -> String

    static let question = "guest>"

    /// Returns at an empty line or `exit`.
    ///
    /// - Throws: what keeps the user from answering; a command that fails is only told.
    func run() async throws {
        log.say("Each line runs by itself in the guest (\"cd\" lasts for its line); an empty line comes back.")
        while true {
            let line = try await ask(Self.question)
            guard !line.isEmpty, line != "exit" else { return }
            await run(line)
        }
    }

    private func run(_ line: String) async {
        do {
            let exit = try await communicator.run(line) { [log] output in
                switch output {
                case .standardOutput(let text), .standardError(let text): log.message(text)
                }
            }
            switch exit {
            case .status(0): break
            case .status(let status): log.message("(exit status \(own: status))")
            case .signal(let name): log.message("(ended by signal \(own: name))")
            }
        } catch {
            log.error("\(failureText(error))")
        }
    }
}
