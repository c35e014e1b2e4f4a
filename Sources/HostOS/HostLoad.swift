/// How busy this machine is.
package enum HostLoad {
    /// The number of processes that run or want to, for each processor: the higher of this moment's and the last
    /// minute's (proc(5), `/proc/loadavg`); 0 where the system does not tell.
    package static var perProcessor: Double {
        // A system without the file tells no load, which is what 0 says.
        guard let text = try? HostFiles.readText("/proc/loadavg") else { return 0 }
        return perProcessor(text, processors: HostEnvironment.processorCount)
    }

    /// - Parameter text: the content of `/proc/loadavg`, such as `0.42 0.50 0.61 3/412 9821`.
    package static func perProcessor(_ text: String, processors: Int) -> Double {
        let fields = text.split(separator: " ")
        guard fields.count >= 4, processors > 0 else { return 0 }
        let lastMinute = Double(fields[0]) ?? 0
        // We who ask run as well, and are not in the guest's way.
        let running = (fields[3].split(separator: "/").first.flatMap { Double($0) } ?? 1) - 1
        return max(lastMinute, running) / Double(processors)
    }
}
