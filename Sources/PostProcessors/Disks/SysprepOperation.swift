/// One thing that is taken out of a system, so that machines made from its disk are not twins.
///
/// Names are those of virt-sysprep (guestfs-tools) where it has the same operation.
struct SysprepOperation: Hashable {
    let name: String
    /// What goes, for the documentation and the log.
    let summary: String
    /// Whether it is done unless the template says otherwise: what an image may have been made for stays.
    var isUsual = true
    /// Patterns of the shell; what they mean is removed, folders with all that is in them.
    var removed: [String] = []
    /// Patterns of which only files are removed; folders and links stay.
    var removedFiles: [String] = []
    /// Patterns of files that stay and lose what is in them.
    var emptied: [String] = []
    /// Folders in which files are removed, at any depth, whose names end so.
    var endings: (folders: [String], suffixes: [String])?
    /// Files from which the assignments to these variables are taken.
    var assignments: (files: [String], names: Set<String>)?
    /// Empty files that are made.
    var made: [String] = []

    /// All paths and patterns that it looks at.
    var places: [String] {
        removed + removedFiles + emptied + (endings?.folders ?? []) + (assignments?.files ?? []) + made
    }

    static func == (one: SysprepOperation, other: SysprepOperation) -> Bool { one.name == other.name }

    func hash(into hasher: inout Hasher) { hasher.combine(name) }

    /// The operation of that name.
    static func named(_ name: String) -> SysprepOperation? { all.first { $0.name == name } }

    /// The text without lines that assign to one of the variables; `nil` if there are none.
    static func withoutAssignments(to names: Set<String>, _ text: String) -> String? {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let kept = lines.filter { line in
            guard let equals = line.firstIndex(of: "=") else { return true }
            return !names.contains(String(line[..<equals].drop { $0 == " " || $0 == "\t" }))
        }
        return kept.count == lines.count ? nil : kept.joined(separator: "\n")
    }
}
