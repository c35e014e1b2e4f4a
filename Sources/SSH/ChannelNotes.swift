internal import CLibssh

/// Where the library notes what happens on a channel that is piped.
final class ChannelNotes {
    /// What the other side asks for, where it is the one that asks.
    enum Request {
        case command(String, terminal: SSHTerminal?)
        case subsystem(String)
    }

    /// How the command ended, as far as it was told.
    private(set) var exit: RemoteExit?
    private(set) var request: Request?
    private var terminal: SSHTerminal?
    private var waitingOutput = 0
    private var waitingErrors = 0

    /// A command longer than this is nobody's: Linux takes no argument of more than 128 KiB.
    private static let longestCommand = 256 * 1024

    func waiting(_ standardError: Bool) -> Int { standardError ? waitingErrors : waitingOutput }

    func setWaiting(_ count: Int, _ standardError: Bool) {
        if standardError { waitingErrors = count } else { waitingOutput = count }
    }

    /// The callbacks for a channel; these notes must live as long as they are set.
    func callbacks(isServed: Bool) -> ssh_channel_callbacks_struct {
        var callbacks = ssh_channel_callbacks_struct()
        callbacks.size = MemoryLayout<ssh_channel_callbacks_struct>.size
        callbacks.userdata = Unmanaged.passUnretained(self).toOpaque()
        callbacks.channel_data_function = Self.onData
        guard isServed else {
            callbacks.channel_exit_status_function = Self.onStatus
            callbacks.channel_exit_signal_function = Self.onSignal
            return callbacks
        }
        callbacks.channel_exec_request_function = Self.onCommand
        callbacks.channel_subsystem_request_function = Self.onSubsystem
        callbacks.channel_pty_request_function = Self.onTerminal
        callbacks.channel_env_request_function = Self.onVariable
        return callbacks
    }

    private static func notes(_ data: UnsafeMutableRawPointer?) -> ChannelNotes? {
        data.map { Unmanaged<ChannelNotes>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Leaves all in the channel's buffer, of which it is told the whole length.
    private static let onData: ssh_channel_data_callback = { _, _, _, length, isError, data in
        notes(data)?.setWaiting(Int(length), isError != 0)
        return 0
    }

    private static let onStatus: ssh_channel_exit_status_callback = { _, _, status, data in
        notes(data)?.exit = .status(Int(status))
    }

    private static let onSignal: ssh_channel_exit_signal_callback = { _, _, name, _, _, _, data in
        guard let name else { return }
        notes(data)?.exit = .signal(String(cString: name))
    }

    private static let onCommand: ssh_channel_exec_request_callback = { _, _, text, data in
        guard let text else { return 1 }
        return take(.command(String(cString: text), terminal: notes(data)?.terminal), data)
    }

    private static let onSubsystem: ssh_channel_subsystem_request_callback = { _, _, name, data in
        guard let name, String(cString: name) == "sftp" else { return 1 }
        return take(.subsystem("sftp"), data)
    }

    /// - Returns: 0 to grant the one request that a channel may carry (RFC 4254, section 6.5).
    private static func take(_ request: Request, _ data: UnsafeMutableRawPointer?) -> Int32 {
        guard let notes = notes(data), notes.request == nil else { return 1 }
        if case .command(let text, _) = request, text.utf8.count > longestCommand { return 1 }
        notes.request = request
        return 0
    }

    private static let onTerminal: ssh_channel_pty_request_callback = { _, _, _, width, height, _, _, data in
        notes(data)?.terminal = SSHTerminal(columns: Int(width), rows: Int(height))
        return 0
    }

    /// Granted and without effect, so that clients which send their language do not complain.
    private static let onVariable: ssh_channel_env_request_callback = { _, _, _, _, _ in 0 }
}
