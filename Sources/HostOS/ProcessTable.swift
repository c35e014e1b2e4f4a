import Glibc

/// What the kernel tells about processes that are not children of this one.
package enum ProcessTable {
    /// The start in clock ticks after boot (proc(5), `/proc/ID/stat` field 22); `nil` if there is no such process.
    package static func startTime(of id: Int32) -> UInt64? {
        field(19, of: id)
    }

    /// The processor time that it has used so far, in user and system mode (fields 14 and 15); `nil` if there is none.
    package static func processorTime(of id: Int32) -> Duration? {
        guard let user = field(11, of: id), let system = field(12, of: id) else { return nil }
        return .seconds(Double(user + system) / Double(sysconf(Int32(_SC_CLK_TCK))))
    }

    /// How long a process has wanted a processor and got none, since its start: the most of any of its threads
    /// (`/proc/ID/task/*/schedstat`, second field, in nanoseconds); zero where the kernel does not count that.
    package static func starvedTime(of id: Int32) -> Duration {
        let folder = "/proc/\(id)/task"
        // Threads, and the process, may end meanwhile.
        let times = ((try? HostFiles.list(folder)) ?? []).compactMap { thread -> Int64? in
            let fields = (try? HostFiles.readText("\(folder)/\(thread)/schedstat"))?.split(separator: " ")
            return fields.flatMap { $0.count > 1 ? Int64($0[1]) : nil }
        }
        return .nanoseconds(times.max() ?? 0)
    }

    /// A number of `/proc/ID/stat`, counted from 0 behind the name.
    static func field(_ index: Int, of id: Int32) -> UInt64? {
        // No such file: no such process.
        guard let text = try? HostFiles.readText("/proc/\(id)/stat") else { return nil }
        // Field 2, the name in brackets, may hold spaces and brackets itself.
        guard let bracket = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: bracket)...].split(separator: " ")
        return fields.count > index ? UInt64(fields[index]) : nil
    }

    /// Whether the process of this id is the one that started then, and not a later one with the same id.
    package static func isAlive(_ id: Int32, startTime: UInt64) -> Bool {
        self.startTime(of: id) == startTime
    }

    /// Sends a signal if the process is the one that started then.
    package static func signal(_ signal: ProcessSignal, to id: Int32, startTime: UInt64) {
        if isAlive(id, startTime: startTime) { kill(id, signal.number) }
    }

    /// This process.
    package static var ownID: Int32 { getpid() }
}
