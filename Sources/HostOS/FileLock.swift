import AsyncSupport
import Glibc

/// An exclusive lock that other processes and other tasks of this one see: flock(2) on a file of its own.
///
/// The kernel gives it back when the process ends, in whatever way. The file stays, unless its owner removes it; a
/// file that was removed while somebody waited for it is no longer the lock.
package final class FileLock: Sendable {
    private let descriptor: OwnedDescriptor

    private init(_ descriptor: OwnedDescriptor) {
        self.descriptor = descriptor
    }

    /// Takes the lock, or returns `nil` if somebody has it.
    ///
    /// The file is made if needed.
    package static func tryAcquire(_ path: String) throws -> FileLock? {
        while true {
            guard let lock = try lockFile(path) else { return nil }
            // Its last owner may have removed it between our opening and locking it.
            if lock.isFileStill(at: path) { return lock }
            lock.release()
        }
    }

    private static func lockFile(_ path: String) throws -> FileLock? {
        let number = try checked(open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644), "lock", path)
        let descriptor = OwnedDescriptor(adopting: number, name: path)
        if flock(number, LOCK_EX | LOCK_NB) == 0 { return FileLock(descriptor) }
        let code = errno
        if code == EWOULDBLOCK { return nil }
        throw HostError(operation: "lock", subject: path, code: code)
    }

    /// Takes the lock, waiting for its owner; `onWait` is called once if there is one.
    ///
    /// A thread blocked in flock(2) could not be cancelled: so it is asked again, ever more slowly up to 100 ms.
    package static func acquire(
        _ path: String, onWait: @Sendable () -> Void = {}
    ) async throws -> FileLock {
        if let lock = try tryAcquire(path) { return lock }
        onWait()
        var pause = 2
        while true {
            try await Task.sleep(for: .milliseconds(pause))
            if let lock = try tryAcquire(path) { return lock }
            pause = min(pause * 2, 100)
        }
    }

    private func isFileStill(at path: String) -> Bool {
        var named = stat()
        var ours = stat()
        // A lock that was just taken is open: its number is there to be lent.
        let isKnown = (try? descriptor.withNumber { fstat($0, &ours) == 0 && stat(path, &named) == 0 }) ?? false
        return isKnown && named.st_ino == ours.st_ino && named.st_dev == ours.st_dev
    }

    /// Gives the lock back; more calls do nothing.
    ///
    /// - Parameter removingFile: removes the lock's file while it is still ours.
    package func release(removingFile: Bool = false) {
        if removingFile && descriptor.isOpen { unlink(descriptor.name) }
        descriptor.close()
    }
}

/// Runs `body` while holding the lock on a file.
///
/// - Parameter removingFile: whether the file goes with the lock, for folders that people look into.
package func withFileLock<Result: Sendable>(
    _ path: String, removingFile: Bool = false, onWait: @Sendable () -> Void = {}, _ body: () async throws -> Result
) async throws -> Result {
    let lock = try await FileLock.acquire(path, onWait: onWait)
    return try await withTeardown(body) { lock.release(removingFile: removingFile) }
}
