/// Where the environment wants the log.
package enum LogDestination: Equatable, Sendable {
    case none
    case standardError
    case file(String)

    /// `PACKER_LOG_PATH` suffices alone; `INGOT_…` wins over `PACKER_…`.
    package init(environment: [String: String]) {
        func value(_ name: String) -> String? {
            [environment["INGOT_" + name], environment["PACKER_" + name]].compactMap(\.self).first { !$0.isEmpty }
        }
        if let path = value("LOG_PATH") {
            self = .file(path)
        } else if let flag = value("LOG"), flag != "0" {
            self = .standardError
        } else {
            self = .none
        }
    }
}
