/// What a guest says of itself in `os-release` (os-release(5)).
package struct OperatingSystem: Hashable, Sendable {
    /// `debian`, `rocky`; `linux` where the guest does not tell.
    package var identifier: String
    /// `12`; empty for systems that have no versions.
    package var version: String
    /// `Debian GNU/Linux 12 (bookworm)`.
    package var name: String

    package init(identifier: String = "linux", version: String = "", name: String = "Linux") {
        self.identifier = identifier
        self.version = version
        self.name = name
    }

    /// Reads the lines of the file; what is no assignment is passed over.
    package init(osRelease lines: [String]) {
        var values: [String: String] = [:]
        for line in lines {
            guard let equals = line.firstIndex(of: "="), !line.hasPrefix("#") else { continue }
            values[String(line[..<equals])] = Self.unquoted(line[line.index(after: equals)...])
        }
        let identifier = (values["ID"] ?? "").lowercased().filter {
            $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0))
        }
        self.init(identifier: identifier.isEmpty ? "linux" : identifier, version: values["VERSION_ID"] ?? "")
        name = values["PRETTY_NAME"] ?? values["NAME"] ?? self.identifier
    }

    /// `debian-12`.
    package var distribution: String { version.isEmpty ? identifier : "\(identifier)-\(version)" }

    private static func unquoted(_ text: Substring) -> String {
        let text = text.drop { $0 == " " }
        guard let quote = text.first, quote == "\"" || quote == "'" else { return PackageField.text(text) ?? "" }
        var result = ""
        var isEscaped = false
        for character in text.dropFirst() {
            if isEscaped {
                result.append(character)
                isEscaped = false
            } else if character == "\\" && quote == "\"" {
                isEscaped = true
            } else if character == quote {
                break
            } else {
                result.append(character)
            }
        }
        return PackageField.text(result) ?? ""
    }
}
