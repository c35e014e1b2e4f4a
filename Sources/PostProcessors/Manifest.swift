import JSONText

/// The contents of a manifest file.
struct Manifest: Equatable {
    struct File: Equatable {
        var name: String
        var size: Int64
    }

    struct Build: Equatable {
        var name: String
        var builderType: String
        /// Seconds since 1970; 0 is left out.
        var time: Int
        var files: [File]
        var artifactID: String
        var runUUID: String
        /// `nil` where the template gives none, which reads as `null`.
        var customData: [String: String]?
    }

    var builds: [Build] = []
    var lastRunUUID = ""

    init() {}

    /// - Throws: `ManifestError` if the text is no manifest.
    init(text: String, path: String) throws {
        guard let root = try? JSONParser.parse(text), let entries = root["builds"]?.array else {
            // Where in the text the fault is does not matter: it is not to be mended by hand.
            throw ManifestError.unreadable(path)
        }
        builds = entries.map(Build.init)
        lastRunUUID = root["last_run_uuid"]?.string ?? ""
    }

    /// Two blanks a level, no end of line after the last brace: as the tools that read it know it.
    var text: String {
        JSONWriter(indentation: 2, escapesHTML: true).text(
            .object([
                .init("builds", .array(builds.map(\.json))), .init("last_run_uuid", .string(lastRunUUID)),
            ]))
    }
}

extension Manifest.Build {
    init(_ json: JSONValue) {
        name = json["name"]?.string ?? ""
        builderType = json["builder_type"]?.string ?? ""
        time = json["build_time"]?.int ?? 0
        files = (json["files"]?.array ?? []).map { file in
            Manifest.File(name: file["name"]?.string ?? "", size: Int64(file["size"]?.int ?? 0))
        }
        artifactID = json["artifact_id"]?.string ?? ""
        runUUID = json["packer_run_uuid"]?.string ?? ""
        customData = json["custom_data"]?.members.map { members in
            Dictionary(members.map { ($0.name, $0.value.string ?? "") }, uniquingKeysWith: { $1 })
        }
    }

    var json: JSONValue {
        var members: [JSONValue.Member] = [.init("name", .string(name)), .init("builder_type", .string(builderType))]
        if time != 0 { members.append(.init("build_time", .int(time))) }
        let list = files.map { JSONValue.object([.init("name", .string($0.name)), .init("size", .int(Int($0.size)))]) }
        let values = customData.map { data in
            data.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, .string($0.value)) }
        }
        members += [
            .init("files", list.isEmpty ? .null : .array(list)), .init("artifact_id", .string(artifactID)),
            .init("packer_run_uuid", .string(runUUID)), .init("custom_data", values.map(JSONValue.object) ?? .null),
        ]
        return .object(members)
    }
}

/// A manifest that cannot be written.
package enum ManifestError: Error, Equatable {
    case unreadable(String)
}

extension ManifestError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unreadable(let path): "\(path) is no manifest: remove it, or give another output"
        }
    }
}
