import ComponentAPI
import HostOS

extension OptionReader {
    /// The option's path of a folder on this host, which has to be there; `nil` if it is not set.
    func localFolder(_ key: OptionKey<String>, expandingTilde: Bool = false) -> String? {
        nonEmpty(key).map { checked($0, isFolder: true, named: key.name, key, expandingTilde) }
    }

    /// The option's paths of folders on this host, which have to be there.
    func localFolders(_ key: OptionKey<[String]>, expandingTilde: Bool = false) -> [String] {
        value(key).enumerated().map { index, path in
            checked(path, isFolder: true, named: "\(key.name)[\(index)]", key, expandingTilde)
        }
    }

    /// The option's path of a file on this host, which has to be there; `nil` if it is not set.
    func localFile(_ key: OptionKey<String>, expandingTilde: Bool = false) -> String? {
        nonEmpty(key).map { checked($0, isFolder: false, named: key.name, key, expandingTilde) }
    }

    /// The option's paths of files on this host, which have to be there.
    func localFiles(_ key: OptionKey<[String]>, expandingTilde: Bool = false) -> [String] {
        value(key).enumerated().map { index, path in
            checked(path, isFolder: false, named: "\(key.name)[\(index)]", key, expandingTilde)
        }
    }

    /// The option's text; `nil` if it is empty or not set.
    func nonEmpty(_ key: OptionKey<String>) -> String? {
        optional(key).flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The path; complains if something else is there than it must be, or nothing.
    private func checked(
        _ text: String, isFolder: Bool, named name: String, _ key: OptionKey<some OptionValue>, _ expandingTilde: Bool
    ) -> String {
        let path = expandingTilde ? HostPath.expandingTilde(text) : text
        switch (HostFiles.kind(of: path, followingLinks: true), isFolder) {
        case (nil, _): error("Missing file", "\(name) is invalid: there is no \(path) on this host.", of: key)
        case (.directory, false):
            error("Not a file", "\(name) must be the path of a file, but \(path) is a directory.", of: key)
        case (.directory, true), (_, false): break
        case (_, true):
            error("Not a directory", "\(name) must be the path of a directory, but \(path) is none.", of: key)
        }
        return path
    }
}
