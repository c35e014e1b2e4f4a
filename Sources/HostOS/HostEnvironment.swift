import Glibc

/// The environment that this process was started with.
package enum HostEnvironment {
    /// All variables; of a name given twice the first one counts, as for getenv(3).
    package static var variables: [String: String] {
        var result: [String: String] = [:]
        var entry = environ
        while let text = entry.pointee {
            let line = String(cString: text)
            if let equals = line.firstIndex(of: "=") {
                let name = String(line[..<equals])
                if result[name] == nil { result[name] = String(line[line.index(after: equals)...]) }
            }
            entry += 1
        }
        return result
    }

    /// The value of an environment variable; `nil` if it is not set.
    package static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }

    /// `HOME`, or what the user database says.
    package static var homeDirectory: String? {
        if let home = variable("HOME"), !home.isEmpty { return home }
        guard let entry = getpwuid(getuid()), let directory = entry.pointee.pw_dir else { return nil }
        return String(cString: directory)
    }

    /// Whether this process has the rights of root.
    package static var isRoot: Bool { geteuid() == 0 }

    /// Number of processors that this process may use.
    package static var processorCount: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

    /// The full path of a command: looked up in `PATH`, or the name itself if it has a slash.
    ///
    /// - Returns: `nil` if there is no such file that may be executed.
    package static func find(executable name: String, path: String? = nil) -> String? {
        if name.contains("/") { return isExecutable(name) ? name : nil }
        let folders = path ?? variable("PATH") ?? "/usr/local/bin:/usr/bin:/bin"
        for folder in folders.split(separator: ":", omittingEmptySubsequences: false) {
            let candidate = (folder.isEmpty ? "." : String(folder)) + "/" + name
            if isExecutable(candidate) { return candidate }
        }
        return nil
    }

    private static func isExecutable(_ path: String) -> Bool {
        HostFiles.kind(of: path, followingLinks: true) == .file && access(path, X_OK) == 0
    }
}
