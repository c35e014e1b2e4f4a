internal import HostOS

/// Counterparts that are Python packages, in the environment that `scripts/lib/python.sh` makes.
package enum PythonTools {
    /// The path of a program; `nil` where there is no environment or it lacks the program.
    package static func program(_ name: String) -> String? {
        guard let folder = HostEnvironment.variable("INGOT_PYTHON") else { return nil }
        return HostEnvironment.find(executable: "\(folder)/bin/\(name)")
    }

    /// A file of a package, by its path below the folder of packages.
    package static func file(_ path: String) -> String? {
        guard let folder = HostEnvironment.variable("INGOT_PYTHON"),
            // A folder that is not there holds nothing.
            let versions = try? HostFiles.list("\(folder)/lib")
        else { return nil }
        return versions.map { "\(folder)/lib/\($0)/site-packages/\(path)" }.first { HostFiles.exists($0) }
    }
}
