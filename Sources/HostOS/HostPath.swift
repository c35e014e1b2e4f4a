/// Paths as text: nothing here looks at the file system, except for the current directory and the home.
package enum HostPath {
    /// The parts joined by one slash and cleaned; empty parts are left out.
    package static func join(_ parts: String...) -> String {
        let present = parts.filter { !$0.isEmpty }
        return present.isEmpty ? "" : cleaned(present.joined(separator: "/"))
    }

    /// The shortest equal path by Go's `filepath.Clean`: no `.`, no doubled slash, `..` resolved by text.
    package static func cleaned(_ path: String) -> String {
        let isRooted = path.utf8.first == UInt8(ascii: "/")
        var kept: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            guard part == ".." else {
                kept.append(part)
                continue
            }
            if let last = kept.last, last != ".." {
                kept.removeLast()
            } else if !isRooted {
                kept.append(part)
            }
        }
        let text = kept.joined(separator: "/")
        if isRooted { return "/" + text }
        return text.isEmpty ? "." : text
    }

    /// The last part without trailing slashes: Go's `filepath.Base`.
    package static func basename(_ path: String) -> String {
        guard !path.isEmpty else { return "." }
        return path.split(separator: "/").last.map(String.init) ?? "/"
    }

    /// All but the last part, cleaned: Go's `filepath.Dir`.
    package static func dirname(_ path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return cleaned(String(path[...slash]))
    }

    /// The ending after the last dot of the last part, without the dot; empty if there is none.
    package static func `extension`(_ path: String) -> String {
        let name = path.utf8.last == UInt8(ascii: "/") ? "" : basename(path)
        guard let dot = name.lastIndex(of: ".") else { return "" }
        return String(name[name.index(after: dot)...])
    }

    /// Whether the path begins at the root.
    package static func isAbsolute(_ path: String) -> Bool {
        path.utf8.first == UInt8(ascii: "/")
    }

    /// The path from the root, cleaned; a relative one starts at `base` or, without it, at the current directory.
    package static func absolute(_ path: String, relativeTo base: String? = nil) throws -> String {
        if isAbsolute(path) { return cleaned(path) }
        let start = try base ?? HostFiles.currentDirectory()
        return try absolute(start + "/" + path)
    }

    /// The path with a leading `~` or `~/` replaced by the user's home; `~name` stays as it is.
    package static func expandingTilde(_ path: String) -> String {
        guard path == "~" || path.hasPrefix("~/") else { return path }
        guard let home = HostEnvironment.homeDirectory else { return path }
        return home + path.dropFirst()
    }

    /// The path as seen from `base`, both absolute and compared by text; the path itself if it is not below.
    package static func relative(_ path: String, to base: String) -> String {
        let path = cleaned(path)
        let base = cleaned(base)
        if path == base { return "." }
        let prefix = base == "/" ? "/" : base + "/"
        return path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : path
    }
}
