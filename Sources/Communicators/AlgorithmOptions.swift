internal import ComponentAPI
internal import Diagnostics
internal import SSH

extension OptionReader {
    /// The algorithms that a template names, without those that are not offered here; `nil` for the usual ones.
    func algorithms(_ key: OptionKey<[String]>, _ kind: SSHAlgorithms) -> [String]? {
        guard let names = optional(key).nonEmpty else { return nil }
        var unavailable: [String] = []
        for name in names {
            switch kind.standing(of: name) {
            case .usable: break
            case .unavailable: unavailable.append(name)
            case .unknown:
                let hint = Suggestion.nearest(to: name, among: kind.usable, limit: 6)
                error(
                    "Unknown algorithm",
                    "There is no \"\(name)\" in \(key.name)."
                        + (hint.map { " Did you mean \"\($0)\"?" } ?? " There are \(kind.usable.listed)."), of: key)
            }
        }
        let left = names.filter { kind.standing(of: $0) == .usable }
        guard !unavailable.isEmpty else { return left.nonEmpty }
        if left.isEmpty {
            error(
                "No algorithm left",
                "\(unavailable.listed) in \(key.name) cannot be offered. There are \(kind.usable.listed).", of: key)
        } else {
            warning(
                "Algorithm left out", "\(unavailable.listed) in \(key.name) cannot be offered, so the others must do.",
                of: key)
        }
        return left.nonEmpty
    }
}

extension [String] {
    fileprivate var listed: String { map { "\"\($0)\"" }.joined(separator: ", ") }
    fileprivate var nonEmpty: [String]? { isEmpty ? nil : self }
}
