import HostOS
import JSONText

/// The list of a box's versions that Vagrant reads from a server or a file.
enum VagrantCatalog {
    /// One box of it.
    struct Entry: Hashable {
        var version: String
        var provider: String
        var architecture: String
        var url: String
        /// SHA-256 in hexadecimal.
        var checksum: String

        var json: JSONValue {
            .object([
                .init("name", .string(provider)), .init("url", .string(url)),
                .init("checksum_type", .string("sha256")), .init("checksum", .string(checksum)),
                .init("architecture", .string(architecture)), .init("default_architecture", .bool(true)),
            ])
        }
    }

    /// Adds a box to a catalog file, which is made if needed; one of the same version, provider and architecture is
    /// replaced, all else stays as it is.
    ///
    /// - Throws: `PostProcessorError` if the file is another thing, or another box's.
    static func add(_ entry: Entry, named name: String, to path: String) throws {
        var root = JSONValue.object([.init("name", .string(name)), .init("versions", .array([]))])
        if HostFiles.exists(path) {
            // Where in the text the fault is does not matter: it is not ours to mend.
            guard let text = try? JSONParser.parse(HostFiles.readText(path, limit: 64 << 20)), text.members != nil
            else {
                throw PostProcessorError("\(path) is no catalog: remove it, or give another file")
            }
            root = text
        }
        guard root["name"]?.string == name else {
            throw PostProcessorError(
                "\(path) is the catalog of the box \(root["name"]?.string ?? "without a name"), not of \(name)")
        }
        let text = JSONWriter(indentation: 2).text(adding(entry, to: root)) + "\n"
        try HostFiles.writeAtomically(text.utf8, to: path)
    }

    private static func adding(_ entry: Entry, to root: JSONValue) -> JSONValue {
        var versions = root["versions"]?.array ?? []
        if let index = versions.firstIndex(where: { $0["version"]?.string == entry.version }) {
            var providers = versions[index]["providers"]?.array ?? []
            providers.removeAll {
                $0["name"]?.string == entry.provider && $0["architecture"]?.string == entry.architecture
            }
            versions[index] = versions[index].setting("providers", to: .array(providers + [entry.json]))
        } else {
            versions.append(
                .object([
                    .init("version", .string(entry.version)), .init("providers", .array([entry.json])),
                ]))
        }
        return root.setting("versions", to: .array(versions))
    }
}

extension JSONValue {
    /// The object with a member replaced or added at its end.
    fileprivate func setting(_ name: String, to value: JSONValue) -> JSONValue {
        var members = members ?? []
        if let index = members.firstIndex(where: { $0.name == name }) {
            members[index] = .init(name, value)
        } else {
            members.append(.init(name, value))
        }
        return .object(members)
    }
}
