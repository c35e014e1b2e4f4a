import ComponentAPI
import HostOS

extension OptionReader {
    /// The path of a local file; complains if it is none.
    func existingFile(_ key: OptionKey<String>) -> String? {
        guard let path = nonEmpty(key) else { return nil }
        return check([path], isFolder: false, of: key).first
    }

    /// The path of a local folder; complains if it is none.
    func existingFolder(_ key: OptionKey<String>) -> String? {
        guard let path = nonEmpty(key) else { return nil }
        return check([path], isFolder: true, of: key).first
    }

    /// Paths of local folders; complains about each that is none.
    func existingFolders(_ key: OptionKey<[String]>) -> [String] {
        check(value(key), isFolder: true, of: key)
    }

    /// Paths of local files; complains about each that is none.
    func existingFiles(_ key: OptionKey<[String]>) -> [String] {
        check(value(key), isFolder: false, of: key)
    }

    private func check<Value>(_ paths: [String], isFolder: Bool, of key: OptionKey<Value>) -> [String] {
        paths.map(HostPath.expandingTilde).filter { path in
            guard let kind = HostFiles.kind(of: path, followingLinks: true) else {
                error("No such file", "\(key.name): \(path) is invalid: there is no such file or folder", of: key)
                return false
            }
            guard (kind == .directory) == isFolder else {
                error(
                    "Wrong kind of file", "\(key.name): \(path) must point to a \(isFolder ? "directory" : "file")",
                    of: key)
                return false
            }
            return true
        }
    }
}
