import Glibc

extension ProcessTable {
    /// Kills the children of this process that were started with a text in their words.
    ///
    /// For what a library has started, whose processes are told apart by the path of a folder that is theirs alone.
    package static func killChildren(naming text: String) {
        // Without /proc no child can be found.
        let names = (try? HostFiles.list("/proc")) ?? []
        for id in names.compactMap({ Int32($0) }) where field(1, of: id) == UInt64(ownID) {
            // It has ended meanwhile.
            guard let words = try? HostFiles.readText("/proc/\(id)/cmdline", limit: 1 << 20) else { continue }
            if words.contains(text) { kill(id, SIGKILL) }
        }
    }
}
