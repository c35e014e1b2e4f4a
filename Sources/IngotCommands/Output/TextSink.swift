import HostOS

/// Where text for people or programs goes.
package protocol TextSink: Sendable {
    func write(_ text: String)
}

/// Standard output or standard error.
package struct StandardStream: TextSink {
    private let stream: Terminal.Stream

    package init(_ stream: Terminal.Stream) {
        self.stream = stream
    }

    package func write(_ text: String) {
        // A reader that went away (`| head`) is no reason to leave a machine running: the build goes on unseen.
        try? Terminal.write(text.utf8, to: stream)
    }
}
