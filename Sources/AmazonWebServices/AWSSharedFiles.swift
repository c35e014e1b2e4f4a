import HostOS

/// The settings that AWS's tools share in `~/.aws/config` and `~/.aws/credentials`.
struct AWSSharedFiles: Sendable {
    private let config: String
    private let credentials: String

    /// - Parameters:
    ///   - environment: `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE` name other files.
    ///   - credentialsFile: comes before the variable.
    init(environment: [String: String], credentialsFile: String? = nil) {
        func text(_ given: String?, _ variable: String, _ name: String) -> String {
            let named = given ?? environment[variable].flatMap { $0.isEmpty ? nil : $0 }
            guard let path = named ?? environment["HOME"].map({ "\($0)/.aws/\(name)" }) else { return "" }
            // A file that is missing or unreadable sets nothing: most machines have none.
            return (try? HostFiles.readText(HostPath.expandingTilde(path), limit: 1 << 20)) ?? ""
        }
        config = text(nil, "AWS_CONFIG_FILE", "config")
        credentials = text(credentialsFile, "AWS_SHARED_CREDENTIALS_FILE", "credentials")
    }

    /// What both files say of a profile, the file of credentials coming first; `nil` where neither knows it.
    func profile(_ name: String) -> [String: String]? {
        let section = name == "default" ? "default" : "profile \(name)"
        let found = [Self.section(section, of: config), Self.section(name, of: credentials)].compactMap(\.self)
        guard !found.isEmpty else { return nil }
        return found.reduce(into: [:]) { $0.merge($1) { _, later in later } }
    }

    /// The settings of one section; nested ones, which are indented, are passed over.
    static func section(_ wanted: String, of text: String) -> [String: String]? {
        var values: [String: String]?
        var isInside = false
        for line in text.split(whereSeparator: \.isNewline) {
            let words = trimmed(line)
            if words.hasPrefix("["), words.hasSuffix("]") {
                isInside = trimmed(words.dropFirst().dropLast()) == wanted
                if isInside { values = values ?? [:] }
            } else if isInside, !line.hasPrefix(" "), !line.hasPrefix("\t"), !words.hasPrefix("#"),
                !words.hasPrefix(";"), let sign = words.firstIndex(of: "=")
            {
                values?[trimmed(words[..<sign])] = trimmed(words[words.index(after: sign)...])
            }
        }
        return values
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        let start = text.drop { $0 == " " || $0 == "\t" }
        guard let end = start.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
        return String(start[...end])
    }
}
