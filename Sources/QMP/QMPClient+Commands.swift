import JSONText

extension QMPClient {
    /// The machine's state, such as `running`, `paused`, `internal-error` or `guest-panicked`.
    package func status() async throws -> String {
        try await execute("query-status")["status"]?.string ?? "unknown"
    }

    /// Ends QEMU at once, its disks' caches written.
    package func quit() async throws {
        do {
            try await execute("quit")
        } catch QMPError.closed {
            // QEMU may be gone before it answers.
        }
    }

    /// Presses the machine's power button.
    package func powerDown() async throws {
        try await execute("system_powerdown")
    }

    package func stop() async throws {
        try await execute("stop")
    }

    package func resume() async throws {
        try await execute("cont")
    }

    /// Sets the password of QEMU's VNC server.
    package func setScreenPassword(_ password: String) async throws {
        try await execute("change-vnc-password", [.init("password", .string(password))])
    }

    /// Has QEMU write a picture of the screen to a PNG file, or PPM where it cannot write PNG.
    ///
    /// - Returns: the path of the file, which is `path` with an extension.
    package func captureScreen(to path: String) async throws -> String {
        let picture = path + ".png"
        do {
            try await execute("screendump", [.init("filename", .string(picture)), .init("format", "png")])
            return picture
        } catch is QMPFailure {
            let plain = path + ".ppm"
            try await execute("screendump", [.init("filename", .string(plain))])
            return plain
        }
    }

    /// Has QEMU write a picture of the screen to a PPM file.
    package func dumpScreen(to path: String) async throws {
        try await execute("screendump", [.init("filename", .string(path))])
    }

    /// Has QEMU write a part of the guest's physical memory to a file.
    package func dumpMemory(from address: UInt64, count: Int, to path: String) async throws {
        try await execute(
            "pmemsave",
            [
                .init("val", .number(String(address))), .init("size", .number(String(count))),
                .init("filename", .string(path)),
            ])
    }
}
