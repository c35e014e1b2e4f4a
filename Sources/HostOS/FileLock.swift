import AsyncSupport
import Glibc

/// An exclusive lock that other processes and other tasks of this one see: flock(2) on a file of its own.
///
/// The kernel gives it back when the process ends, in whatever way; the file stays, since removing it would let two
/// owners hold two different files of one name.
package final class FileLock: Sendable {
    private let descriptor: OwnedDescriptor

    private init(_ descriptor: OwnedDescriptor) {
        self.descriptor = descriptor
    }

    /// Takes the lock, or returns `nil` if somebody has it.
    ///
    /// The file is made if needed.
    package static func tryAcquire(_ path: String) throws -> FileLock? {
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

    /// Gives the lock back; more calls do nothing.
    package func release() {
        descriptor.close()
    }
}

/// Runs `body` while holding the lock on a file.
package func withFileLock<Result: Sendable>(
    _ path: String, onWait: @Sendable () -> Void = {}, _ body: () async throws -> Result
) async throws -> Result {
    let lock = try await FileLock.acquire(path, onWait: onWait)
    return try await withTeardown(body) { lock.release() }
}
