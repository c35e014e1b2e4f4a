import Glibc

extension Terminal {
    /// Runs `body` while keys are delivered as they are pressed, not shown, and without meaning for the terminal;
    /// then gives the terminal its settings back.
    ///
    /// - Throws: `HostError` if the input is no terminal, and whatever `body` throws.
    package static func withKeys<Result>(_ body: () async throws -> Result) async throws -> Result {
        var settings = termios()
        try checked(tcgetattr(Stream.input.rawValue, &settings), "read the settings of", "the terminal")
        var raw = settings
        cfmakeraw(&raw)
        // What is printed keeps its line ends.
        raw.c_oflag = settings.c_oflag
        try checked(tcsetattr(Stream.input.rawValue, TCSADRAIN, &raw), "set", "the terminal")
        // A terminal that went away needs no settings.
        defer { _ = tcsetattr(Stream.input.rawValue, TCSADRAIN, &settings) }
        return try await body()
    }

    /// Waits on a thread of its own for keys, and returns their bytes as the terminal sends them.
    ///
    /// - Returns: nothing at the end of the input.
    package static func readKeys() async throws -> [UInt8] {
        try await onOwnThread("keys") {
            var bytes = [UInt8](repeating: 0, count: 256)
            while true {
                let count = Glibc.read(Stream.input.rawValue, &bytes, bytes.count)
                if count >= 0 { return Array(bytes[..<count]) }
                // A terminal that was hung up reads as an error; for its user it is the end.
                if errno == EIO { return [] }
                if errno != EINTR { throw HostError(operation: "read", subject: "the terminal", code: errno) }
            }
        }
    }
}
