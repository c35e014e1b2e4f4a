import Diagnostics
import HostOS

/// `qemu-img` could not do what it was to do.
package struct DiskImageError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The subcommand, such as `create` or `convert`.
    package var operation: String
    /// The image.
    package var path: String
    /// What qemu-img said.
    package var words: String
    /// What was free for the image's folder at that moment, in bytes; `nil` if unknown.
    package var freeSpace: Int64?

    package var description: String {
        "qemu-img \(operation) failed for \(path): \(words.trimmed)"
    }
}

extension DiskImageError: DiagnosticConvertible {
    package var diagnostic: Diagnostic {
        var advice: [String] = []
        // The folder's free space tells why, whatever language qemu-img speaks.
        if let free = freeSpace, free < Self.scarce {
            advice.append("Only \(free >> 20) MiB are free in \(HostPath.dirname(path)): make room there.")
        }
        return Diagnostic("Disk image error", detail: "\(self)", advice: advice)
    }

    /// Less free space than this is named as the likely reason, in bytes.
    private static let scarce: Int64 = 64 << 20
}

extension String {
    /// Without white space at either end.
    var trimmed: String {
        var text = self[...]
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text.drop(while: \.isWhitespace))
    }
}
