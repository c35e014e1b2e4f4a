import Glibc
import Synchronization

/// What is to go if the program ends at once, without winding up: groups of children, temporary folders.
///
/// A child dies with us, but not what it started in its turn: scripts do little else.
enum LooseEnds {
    private struct State {
        var groups: Set<Int32> = []
        var folders: Set<String> = []
    }

    private static let state = Mutex(State())

    static func add(group: Int32) { state.withLock { _ = $0.groups.insert(group) } }
    /// To be called before the id can be given to another process.
    static func remove(group: Int32) { state.withLock { _ = $0.groups.remove(group) } }
    static func add(folder: String) { state.withLock { _ = $0.folders.insert(folder) } }
    static func remove(folder: String) { state.withLock { _ = $0.folders.remove(folder) } }

    /// Kills the groups and removes the folders; nothing may be started or made any more.
    static func cut() {
        state.withLock { state in
            for group in state.groups { kill(-group, SIGKILL) }
            for folder in state.folders {
                // Whatever stands in the way of one folder, the program ends now.
                try? HostFiles.removeTree(folder)
            }
        }
    }
}
