import Cryptography
import JSONText

/// What npm's files tell: a package's own `package.json`, and lock files.
enum NodePackages {
    /// How deep the lists of old lock files nest in each other.
    private static let depthLimit = 64

    /// The package of a `package.json` below `node_modules`.
    static func installed(_ text: String, place: String) -> [SoftwarePackage] {
        // A file that is no JSON describes no package: npm itself passes over it.
        guard let json = try? JSONParser.parse(text, depthLimit: depthLimit), let name = json["name"]?.string else {
            return []
        }
        return package(name, json, place: place).map { [$0] } ?? []
    }

    /// The packages of a `package-lock.json` of any version.
    static func locked(_ text: String, place: String) -> [SoftwarePackage] {
        guard let json = try? JSONParser.parse(text, depthLimit: 2 * depthLimit) else { return [] }
        if let members = json["packages"]?.members {
            return members.compactMap { entry in
                guard let name = entry.value["name"]?.string ?? name(ofFolder: entry.name) else { return nil }
                return package(name, entry.value, place: place)
            }
        }
        return nested(json["dependencies"], place: place, depth: 0)
    }

    /// Version 1: each package holds those that only it uses.
    private static func nested(_ list: JSONValue?, place: String, depth: Int) -> [SoftwarePackage] {
        guard depth < depthLimit, let members = list?.members else { return [] }
        return members.flatMap { entry in
            (package(entry.name, entry.value, place: place).map { [$0] } ?? [])
                + nested(entry.value["dependencies"], place: place, depth: depth + 1)
        }
    }

    /// `node_modules/a/node_modules/@b/c` is `@b/c`; other folders are the project itself and its parts.
    private static func name(ofFolder path: String) -> String? {
        let marker = "node_modules/"
        guard let range = path.ranges(of: marker).last else { return nil }
        return String(path[range.upperBound...])
    }

    private static func package(_ name: String, _ json: JSONValue, place: String) -> SoftwarePackage? {
        guard let name = PackageField.text(name), isName(name),
            let version = json["version"]?.string.flatMap({ PackageField.text($0) }),
            json["link"]?.bool != true, !version.contains("/")
        else { return nil }
        return SoftwarePackage(
            system: .npm, name: name, version: version, supplier: author(json["author"]),
            licence: (json["license"]?.string ?? json["license"]?["type"]?.string).flatMap { PackageField.text($0) },
            homepage: json["homepage"]?.string.flatMap { PackageField.text($0) },
            sha512: json["integrity"]?.string.flatMap(sha512), place: place)
    }

    private static func isName(_ name: String) -> Bool {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        let isScoped = name.hasPrefix("@")
        return parts.count == (isScoped ? 2 : 1) && parts.allSatisfy { !$0.isEmpty && $0 != "@" }
    }

    private static func author(_ json: JSONValue?) -> String? {
        (json?.string ?? json?["name"]?.string).flatMap { PackageField.text($0) }
    }

    /// Of several hashes (Subresource Integrity, 3.1) the one of SHA-512.
    private static func sha512(_ integrity: String) -> String? {
        for part in integrity.split(separator: " ") where part.hasPrefix("sha512-") {
            guard let bytes = Base64.bytes(String(part.dropFirst(7))), bytes.count == 64 else { continue }
            return Hexadecimal.text(bytes)
        }
        return nil
    }
}
