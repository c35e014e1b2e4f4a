public import BuildEvents

/// A way into the machine: runs commands and moves files.
public protocol Communicator: Sendable {
    /// Runs a command to its end; what it prints is handed on as it comes.
    ///
    /// - Returns: how it ended; a status other than 0 is a result, not an error.
    /// - Throws: `CommunicatorDisconnected` if the connection was lost before the command ended.
    func run(_ command: String, output: @escaping @Sendable (CommandOutput) -> Void) async throws -> CommandExit

    /// Writes a file on the machine.
    ///
    /// - Parameter progress: called with the number of bytes sent so far.
    func upload(_ source: UploadSource, to path: String, progress: (@Sendable (Int64) -> Void)?) async throws

    /// Copies a folder; a `source` that ends in `/` means its content, else the folder itself (as rsync does).
    func uploadDirectory(_ source: String, to path: String) async throws

    /// Reads a file of the machine into a local file.
    func download(_ path: String, to destination: String, progress: (@Sendable (Int64) -> Void)?) async throws

    /// Copies a folder of the machine; a trailing `/` on `path` means its content.
    func downloadDirectory(_ path: String, to destination: String) async throws
}

/// What a command printed: whole lines without their end, or the unfinished last one.
public enum CommandOutput: Sendable, Equatable {
    case standardOutput(String)
    case standardError(String)
}

/// How a command on the machine ended.
public enum CommandExit: Sendable, Equatable {
    /// By itself, with an exit status: 0 to 255 on Unix, any 32-bit number on Windows.
    case status(Int)
    /// Ended by a signal: its name without `SIG`.
    case signal(String)
}

/// What an upload reads.
public enum UploadSource: Sendable {
    /// A local file; mode as permission bits, taken from the file where `nil`.
    case file(path: String, mode: UInt16?)
    /// A content made here, with permission bits.
    case bytes([UInt8], mode: UInt16)
}

/// An error of a machine that cannot be reached at the moment: the same call may succeed later.
public protocol MachineUnreachable: Error, Sendable {
    /// What was seen, in the protocol's words.
    var detail: String { get }
}

/// The connection went away while a command ran or a file moved.
public struct CommunicatorDisconnected: MachineUnreachable {
    /// What was seen, in the protocol's words.
    public var detail: String

    public init(detail: String) {
        self.detail = detail
    }
}

extension BuildLog {
    /// Says what a command printed, each line on the stream it came from.
    public func show(_ output: CommandOutput) {
        switch output {
        case .standardOutput(let line): message(line)
        case .standardError(let line): error(line)
        }
    }
}
