import Synchronization

/// Notes what an archive tells of its progress.
final class ToldProgress: Sendable {
    private let noted = Mutex<[(Int64, Int64)]>([])

    var values: [Int64] { noted.withLock { $0.map(\.0) } }
    var totals: Set<Int64> { noted.withLock { Set($0.map(\.1)) } }

    func add(_ done: Int64, _ total: Int64) { noted.withLock { $0.append((done, total)) } }
}
