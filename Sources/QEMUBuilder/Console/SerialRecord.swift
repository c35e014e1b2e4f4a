import Diagnostics
import HostOS
import Synchronization

/// What the guest writes to its first serial port, as QEMU records it in a file.
final class SerialRecord: Sendable {
    let path: String
    private let state = Mutex((offset: Int64(0), unread: [UInt8]()))

    /// More than this is not kept for a wait that does not come, in bytes.
    private static let longest = 1 << 20

    init(path: String) {
        self.path = path
    }

    /// The record of a QEMU by its arguments; `nil` if its first serial port does not go to a file.
    convenience init?(command: [String]) {
        guard let index = command.firstIndex(of: "-serial"), index + 1 < command.count,
            let path = Self.path(of: command[index + 1])
        else { return nil }
        self.init(path: path)
    }

    /// What has come and was not taken.
    func unread() throws -> [UInt8] {
        try state.withLock { state in
            // QEMU makes the file when it starts; a template may name one that it cannot make.
            guard HostFiles.exists(path) else { return [] }
            let more = try HostFiles.read(path, from: state.offset, atMost: Self.longest)
            state.offset += Int64(more.count)
            state.unread = (state.unread + more).suffix(Self.longest)
            return state.unread
        }
    }

    func take(_ count: Int) {
        state.withLock { $0.unread.removeFirst(min(count, $0.unread.count)) }
    }

    /// The path in `file:PATH,…`, in which QEMU wants commas doubled.
    static func path(of argument: String) -> String? {
        guard argument.hasPrefix("file:") else { return nil }
        let text = argument.dropFirst("file:".count).replacing(",,", with: "\0")
        let path = text.prefix { $0 != "," }.replacing("\0", with: ",")
        return path.isEmpty ? nil : String(path)
    }
}

/// A wait for the serial port, which the template has taken for something else.
struct SerialNotRecorded: DiagnosticConvertible, CustomStringConvertible {
    var description: String {
        "The boot command waits for text from the serial port, but qemuargs sends that port elsewhere than to a file."
    }

    var diagnostic: Diagnostic {
        Diagnostic(
            "Serial port not recorded", detail: description,
            advice: ["Leave -serial out of qemuargs, or write [\"-serial\", \"file:PATH\"]."])
    }
}
