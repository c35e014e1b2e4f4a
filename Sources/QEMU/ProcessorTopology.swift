/// The processors of a machine, as `-smp` takes them; 0 stands for what the template does not say.
package struct ProcessorTopology: Hashable, Sendable {
    /// `cpus`: virtual processors in all.
    package var cpus: Int
    /// Sockets of the board.
    package var sockets: Int
    /// Cores of a socket.
    package var cores: Int
    /// Threads of a core.
    package var threads: Int

    package init(cpus: Int = 0, sockets: Int = 0, cores: Int = 0, threads: Int = 0) {
        self.cpus = cpus
        self.sockets = sockets
        self.cores = cores
        self.threads = threads
    }

    /// The number of processors: never more than the topology has room for, where one is given.
    package var count: Int {
        let levels = [sockets, cores, threads].filter { $0 > 0 }
        guard !levels.isEmpty else { return max(cpus, 1) }
        let room = levels.reduce(1) { $0.multipliedReportingOverflow(by: $1).partialValue }
        return cpus > 0 ? min(cpus, room) : room
    }

    /// The value of `-smp`.
    var argument: String {
        let levels = [("sockets", sockets), ("cores", cores), ("threads", threads)].filter { $0.1 > 0 }
        return "\(count)" + levels.map { ",\($0.0)=\($0.1)" }.joined()
    }
}
