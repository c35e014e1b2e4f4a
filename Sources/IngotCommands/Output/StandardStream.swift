import HostOS

/// Standard output or standard error.
package struct StandardStream: OutputStream {
    private let stream: Terminal.Stream

    package init(_ stream: Terminal.Stream) {
        self.stream = stream
    }

    package func write(_ text: String) {
        // A reader that went away (`| head`) is no reason to leave a machine running: the build goes on unseen.
        try? Terminal.write(text.utf8, to: stream)
    }
}

/// A log file (`PACKER_LOG_PATH`), readable for this user only.
package struct LogFile: OutputStream {
    private let path: String

    /// Makes the file, or empties it.
    package init(path: String) throws {
        self.path = path
        try HostFiles.write([], to: path, mode: 0o600)
    }

    package func write(_ text: String) {
        // The log must never end a build: a full disk shows itself where it matters.
        try? HostFiles.append(text.utf8, to: path)
    }
}
