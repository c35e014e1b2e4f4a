internal import CHostShims
import Glibc

extension HostFiles {
    /// Copies the contents and permission bits of a file.
    ///
    /// Extents are shared where the file system can, else the kernel copies; holes stay holes. An existing target is
    /// replaced, a half-written one removed.
    ///
    /// - Parameter shouldContinue: asked about every 64 MiB; `false` ends the copy with `CancellationError`.
    package static func copy(
        _ source: String, to target: String, while shouldContinue: () -> Bool = { true }
    ) throws {
        let input = try OpenFile(source, O_RDONLY, operation: "read")
        let status = try input.status("read")
        guard FileKind(mode: status.st_mode) == .file else {
            throw HostError(operation: "copy", subject: source, reason: "it is not a file")
        }
        let mode = UInt16(status.st_mode & 0o7777)
        let output = try OpenFile(target, O_WRONLY | O_CREAT, mode: mode, operation: "write")
        let old = try output.status("write")
        guard old.st_ino != status.st_ino || old.st_dev != status.st_dev else {
            throw HostError(operation: "copy", subject: source, reason: "source and target are the same file")
        }
        do {
            try checked(ftruncate(output.number, 0), "write", target)
            if ingot_clone_file(input.number, output.number) != 0 {
                try copyData(input, output, size: Int64(status.st_size), while: shouldContinue)
            }
            try checked(fchmod(output.number, mode_t(mode)), "write", target)
            try output.close("write")
        } catch {
            unlink(target)
            throw error
        }
    }

    private static func copyData(
        _ input: borrowing OpenFile, _ output: borrowing OpenFile, size: Int64, while shouldContinue: () -> Bool
    ) throws {
        try checked(ftruncate(output.number, off_t(size)), "write", output.path)
        var offset: Int64 = 0
        while offset < size {
            let start = ingot_seek_data(input.number, offset)
            if start == -Int64(ENXIO) { return }
            // A file system that knows no holes is one long stretch of data.
            let begin = start < 0 ? offset : start
            let hole = start < 0 ? size : ingot_seek_hole(input.number, begin)
            let end = hole < 0 ? size : min(hole, size)
            try copyStretch(input, output, begin..<end, while: shouldContinue)
            offset = end
        }
    }

    private static func copyStretch(
        _ input: borrowing OpenFile, _ output: borrowing OpenFile, _ range: Range<Int64>,
        while shouldContinue: () -> Bool
    ) throws {
        var from = range.lowerBound
        var to = range.lowerBound
        while from < range.upperBound {
            guard shouldContinue() else { throw CancellationError() }
            let count = Int(min(range.upperBound - from, 64 << 20))
            let copied = ingot_copy_range(input.number, &from, output.number, &to, count)
            if copied == 0 { return }
            if copied == -Int(ENOSPC) || copied == -Int(EIO) || copied == -Int(EDQUOT) {
                throw HostError(operation: "write", subject: output.path, code: Int32(-copied))
            }
            if copied < 0 { return try copyByHand(input, output, from..<range.upperBound, while: shouldContinue) }
        }
    }

    /// Where the kernel cannot copy between two file systems.
    private static func copyByHand(
        _ input: borrowing OpenFile, _ output: borrowing OpenFile, _ range: Range<Int64>,
        while shouldContinue: () -> Bool
    ) throws {
        try checked(lseek(input.number, off_t(range.lowerBound), SEEK_SET), "read", input.path)
        try checked(lseek(output.number, off_t(range.lowerBound), SEEK_SET), "write", output.path)
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        var left = range.upperBound - range.lowerBound
        while left > 0 {
            guard shouldContinue() else { throw CancellationError() }
            let count = min(Int64(try input.read(into: &buffer, "read")), left)
            if count == 0 { return }
            try output.write(Array(buffer[..<Int(count)]), "write")
            left -= count
        }
    }

    /// `copy` on a thread of its own, ended by cancellation of the task.
    package static func copyAside(_ source: String, to target: String) async throws {
        try await onOwnThread("copy") { isCancelled in
            try copy(source, to: target, while: { !isCancelled.isSet })
        }
    }
}
