import Glibc

/// A counting semaphore (sem_overview(7)).
final class HostSemaphore: Sendable {
    // Any thread may call sem_post and sem_wait, and the memory lives as long as the object.
    nonisolated(unsafe) private let semaphore: UnsafeMutablePointer<sem_t>

    init() {
        semaphore = .allocate(capacity: 1)
        sem_init(semaphore, 0, 0)
    }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    func signal() { sem_post(semaphore) }

    func wait() {
        while sem_wait(semaphore) != 0 {}
    }
}
