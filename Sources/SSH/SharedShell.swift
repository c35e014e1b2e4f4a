internal import HostOS

/// One shell of the user's on the machine that runs many commands, one after the other.
///
/// A command with a channel of its own costs the machine a new process of its SSH server and a new login shell with
/// its start-up files, which is more than most commands do. Here the login shell stays and reads the commands. To the
/// command nothing is different: it runs in a copy of the shell as it was after its start-up files, with an empty
/// standard input, and is over when nobody holds its output open any more. Only its end by a signal is told as
/// shells tell it, by a status of 128 and the signal's number.
///
/// Works with every shell that understands POSIX; another one ends at once, and commands then get their own channels.
final class SharedShell {
    private let channel: SessionChannel
    private let mark: String
    private var reader: MarkedOutputReader

    /// Starts the shell and waits for its first word.
    ///
    /// - Throws: `SSHError` of kind `refused` if this machine's login shell cannot do it.
    init(_ core: SessionCore) throws {
        mark = "ingot-\(RandomBytes.hex(count: 12))"
        channel = try SessionChannel(core, .command(Self.program(mark: mark), terminal: false))
        reader = MarkedOutputReader(channel: channel, mark: mark)
        try greet()
    }

    /// Whether a text arrives unchanged: not all shells read bytes beyond ASCII, and none reads a NUL, as they are.
    static func canCarry(_ text: some Sequence<UInt8>) -> Bool {
        text.allSatisfy { (0x20...0x7E).contains($0) || $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\t") }
    }

    /// What a command came to.
    enum Outcome {
        case ended(RemoteExit)
        /// Not run: a start-up file has changed since the shell read it, so a new shell must run the command.
        case outdated
    }

    /// Runs a command to its end; `output` is called line by line.
    ///
    /// After an error the shell is of no use any more.
    func run(
        _ command: String, until deadline: ContinuousClock.Instant? = nil, output: @escaping (RemoteOutput) -> Void
    ) throws -> Outcome {
        let lines = command.split(separator: "\n", omittingEmptySubsequences: false)
        try channel.write(Array("\(lines.count)\n\(command)\n".utf8))
        switch try reader.readToMark(until: deadline, output: output) {
        case .marked(let word):
            if word == Self.outdatedWord { return .outdated }
            guard let status = Int(word) else {
                throw SSHError(.protocolViolation, "the shell on the machine told no exit status but \"\(word)\"")
            }
            return .ended(.status(status))
        case .closed:
            // The command ended its shell, as `kill $$` does.
            guard let exit = channel.exit else {
                throw SSHError(.disconnected, "the command ended without an exit status")
            }
            return .ended(exit)
        }
    }

    /// Whether the shell can take another command.
    var isOpen: Bool { !channel.isAtEnd }

    private func greet() throws {
        guard case .ended(.status(0)) = try run(":", until: .now + Self.greetingTimeout, output: { _ in }) else {
            throw SSHError(.refused, "the login shell of this machine is no POSIX shell")
        }
    }

    /// A slow machine needs its start-up files' time; a shell that does not understand us may wait for ever.
    private static let greetingTimeout: Duration = .seconds(20)

    private static let outdatedWord = "outdated"

    /// Reads the number of lines of a command and these lines, runs it, and tells its status behind the mark.
    ///
    /// The two `cat`s keep each stream apart from the next command's and end when the last process that holds the
    /// stream does. A process's folder under `/proc` is as old as the first look at it.
    private static func program(mark: String) -> String {
        let startUpFiles = [
            "~/.bashrc", "~/.zshenv", "~/.ssh/environment", "/etc/bash.bashrc", "/etc/bashrc", "/etc/zsh/zshenv",
            "/etc/zshenv", "/etc/environment", "/etc/profile.d",
        ]
        return """
            _ingot_born=/proc/$$; [ -d "$_ingot_born" ] || _ingot_born=/; \
            while IFS= read -r _ingot_count; do \
            _ingot_command=; \
            while [ "$_ingot_count" -gt 0 ]; do IFS= read -r _ingot_line || exit 0; \
            _ingot_command="$_ingot_command$_ingot_line\n\
            "; _ingot_count=$((_ingot_count - 1)); done; \
            _ingot_status=; \
            if [ "$_ingot_born" != / ]; then \
            for _ingot_file in \(startUpFiles.joined(separator: " ")); do \
            if [ "$_ingot_file" -nt "$_ingot_born" ]; then _ingot_status=\(outdatedWord); fi; done; fi; \
            if [ -z "$_ingot_status" ]; then \
            exec 6>&1; \
            _ingot_status=$( { { { ( eval "$_ingot_command" ) </dev/null 4>&- 5>&- 6>&-; echo $? >&5; } \
            2>&1 >&4 | cat >&2 4>&- 5>&- 6>&-; } 4>&1 | cat >&6 5>&-; } 5>&1 ); \
            fi; \
            printf '\\n%s %s\\n' \(mark) "$_ingot_status"; printf '\\n%s\\n' \(mark) >&2; \
            done
            """
    }
}
