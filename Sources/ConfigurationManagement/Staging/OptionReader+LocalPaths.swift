import ComponentAPI
import HostOS

extension OptionReader {
    /// The option's path of a folder on this host, which has to be there; `nil` if it is not set.
    func localFolder(_ key: OptionKey<String>) -> String? {
        guard let path = nonEmpty(key) else { return nil }
        checkFolder(path, named: key.name, key)
        return path
    }

    /// The option's paths of folders on this host, which have to be there.
    func localFolders(_ key: OptionKey<[String]>) -> [String] {
        let paths = value(key)
        for (index, path) in paths.enumerated() { checkFolder(path, named: "\(key.name)[\(index)]", key) }
        return paths
    }

    /// The option's path of a file on this host, which has to be there; `nil` if it is not set.
    func localFile(_ key: OptionKey<String>, expandingTilde: Bool = false) -> String? {
        guard let text = nonEmpty(key) else { return nil }
        let path = expandingTilde ? HostPath.expandingTilde(text) : text
        switch HostFiles.kind(of: path, followingLinks: true) {
        case nil: missing(path, named: key.name, key)
        case .directory:
            error("Not a file", "\(key.name) must be the path of a file, but \(path) is a directory.", of: key)
        default: break
        }
        return path
    }

    /// The option's text; `nil` if it is empty or not set.
    func nonEmpty(_ key: OptionKey<String>) -> String? {
        optional(key).flatMap { $0.isEmpty ? nil : $0 }
    }

    private func checkFolder(_ path: String, named name: String, _ key: OptionKey<some OptionValue>) {
        switch HostFiles.kind(of: path, followingLinks: true) {
        case nil: missing(path, named: name, key)
        case .directory: break
        default:
            error("Not a directory", "\(name) must be the path of a directory, but \(path) is none.", of: key)
        }
    }

    private func missing(_ path: String, named name: String, _ key: OptionKey<some OptionValue>) {
        error("Missing file", "\(name) is invalid: there is no \(path) on this host.", of: key)
    }
}
