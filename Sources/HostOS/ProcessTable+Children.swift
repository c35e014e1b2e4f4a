import Glibc

extension ProcessTable {
    /// The children of this process that were started with a text in their words.
    ///
    /// For what a library has started, whose processes are told apart by a path that is theirs alone.
    package static func children(naming text: String) -> [Int32] {
        // Without /proc no child can be found.
        let names = (try? HostFiles.list("/proc")) ?? []
        return names.compactMap { Int32($0) }.filter { id in
            // It may have ended meanwhile.
            guard field(1, of: id) == UInt64(ownID),
                let words = try? HostFiles.readText("/proc/\(id)/cmdline", limit: 1 << 20)
            else { return false }
            return words.contains(text)
        }
    }

    /// Kills those children.
    package static func killChildren(naming text: String) {
        for id in children(naming: text) { kill(id, SIGKILL) }
    }
}
