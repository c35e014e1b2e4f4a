import BuildEvents
import ComponentAPI

/// The options of `windows-update`.
struct WindowsUpdateOptions: Sendable {
    enum Keys {
        static let criteria = OptionKey<String>(
            "search_criteria", default: "BrowseOnly=0 and IsInstalled=0",
            "Which updates are searched for, as the Windows Update Agent's interface takes it.")
        static let filters = OptionKey<[String]>(
            "filters", default: ["include:$true"],
            "include:EXPRESSION or exclude:EXPRESSION of PowerShell about the update $_; the first that is true "
                + "decides, and without any the update is left out.")
        static let limit = OptionKey<Int>(
            "update_limit", default: 1000, "The most updates that are installed between two searches.")
        static let maxRetries = OptionKey<Int>(
            "update_max_retries", default: 5, "How often a round that failed is tried again.")
        static let restartTimeout = OptionKey<Duration>(
            "restart_timeout", default: .seconds(4 * 3600), defaultText: "4h", "How long one restart may take.")
        static let username = OptionKey<String>(
            "username", default: "SYSTEM", late: true,
            "The user that installs, by a scheduled task; SYSTEM needs no password.")
        static let password = OptionKey<String>(
            "password", default: "", sensitive: true, late: true, "The password of username.")

        static let all: [OptionDeclaration] = [
            criteria.declaration, filters.declaration, limit.declaration, maxRetries.declaration,
            restartTimeout.declaration, username.declaration, password.declaration,
        ]
    }

    var script: WindowsUpdateScript
    var maxRetries: Int
    var restartTimeout: Duration
    var username: String
    var password: String

    /// Reads the options; complaints go to the reader.
    init(_ reader: OptionReader, _ redactor: Redactor) {
        script = WindowsUpdateScript(
            criteria: reader.value(Keys.criteria), filters: [], limit: reader.value(Keys.limit))
        maxRetries = reader.value(Keys.maxRetries)
        restartTimeout = reader.value(Keys.restartTimeout)
        username = reader.value(Keys.username)
        password = reader.value(Keys.password)
        for text in reader.value(Keys.filters) {
            guard let filter = WindowsUpdateScript.Filter(text) else {
                reader.error(
                    "Invalid filter", "A filter is include:EXPRESSION or exclude:EXPRESSION, but one is \"\(text)\".",
                    of: Keys.filters)
                continue
            }
            script.filters.append(filter)
        }
        if !password.isEmpty && !password.contains("{{") { redactor.add(password) }
        check(reader)
    }

    private func check(_ reader: OptionReader) {
        if script.criteria.allSatisfy(\.isWhitespace) {
            reader.error("Invalid search_criteria", "search_criteria must not be empty.", of: Keys.criteria)
        }
        if script.limit < 1 {
            reader.error("Invalid update_limit", "update_limit must be 1 or more.", of: Keys.limit)
        }
        if maxRetries < 0 {
            reader.error("Invalid update_max_retries", "update_max_retries must be 0 or more.", of: Keys.maxRetries)
        }
        if restartTimeout <= .zero {
            reader.error("Invalid restart_timeout", "restart_timeout must be more than 0.", of: Keys.restartTimeout)
        }
        let name = username.uppercased().split(separator: "\\").last.map(String.init) ?? ""
        let services = ["SYSTEM", "LOCAL SERVICE", "LOCALSERVICE", "NETWORK SERVICE", "NETWORKSERVICE"]
        if password.isEmpty && !services.contains(name) && !name.hasSuffix("$") && !name.contains("{{") {
            reader.error(
                "Missing password", "The user \"\(username)\" needs a password; only accounts of services need none.",
                of: Keys.username)
        }
    }
}
