import Diagnostics

/// Arguments that do not fit a command's flags.
package enum FlagError: Error, Equatable {
    /// `-h`: not a mistake, but nothing else is to be done.
    case helpWanted
    case unknown(String, known: [String])
    case badSyntax(String)
    case missingValue(String)
    case invalid(value: String, flag: String, reason: String)
}

extension FlagError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .helpWanted: "help requested"
        case .unknown(let name, _): "flag provided but not defined: -\(name)"
        case .badSyntax(let argument): "bad flag syntax: \(argument)"
        case .missingValue(let name): "flag needs an argument: -\(name)"
        case .invalid(let value, let flag, let reason):
            "invalid value \"\(value)\" for flag -\(flag): \(reason)"
        }
    }
}
