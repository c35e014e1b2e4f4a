import HostOS

/// The file that QEMU writes the guest's serial port to, the template's own or ours.
struct SerialLog: Sendable {
    let path: String

    /// The end that is looked at, in bytes.
    private static let readBytes = 1 << 20

    /// Finds the first serial port of a QEMU command that goes to a file (QEMU's manual, `-serial`).
    init?(command: [String]) {
        let values = zip(command, command.dropFirst()).filter { $0.0 == "-serial" }.map(\.1)
        guard let value = values.first(where: { $0.hasPrefix("file:") }) else { return nil }
        path = String(value.dropFirst("file:".count)).replacing(",,", with: ",")
    }

    /// Its length in bytes; 0 as long as there is none.
    var size: Int64 {
        // QEMU makes it when it starts.
        (try? HostFiles.size(path)) ?? 0
    }

    /// The end of what the guest wrote; empty if it cannot be read.
    var text: String {
        // The template may have named something that is no file.
        guard let bytes = try? HostFiles.readEnd(path, count: Self.readBytes) else { return "" }
        let isCut = bytes.count == Self.readBytes
        return String(decoding: isCut ? bytes.drop { $0 != UInt8(ascii: "\n") } : bytes[...], as: UTF8.self)
    }
}
