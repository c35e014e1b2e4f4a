/// A version as `1.16.0`; a prerelease part is read and left out of comparisons.
struct Version: Comparable, Sendable {
    /// At least three numbers.
    let numbers: [Int]
    /// How many numbers were written.
    let precision: Int

    init?(_ text: some StringProtocol) {
        let core = text.split(whereSeparator: { $0 == "-" || $0 == "+" }).first ?? ""
        let parts = (core.hasPrefix("v") ? core.dropFirst() : core[...]).split(
            separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { Int($0) }
        guard !numbers.isEmpty, numbers.count == parts.count, numbers.allSatisfy({ $0 >= 0 }) else { return nil }
        precision = numbers.count
        self.numbers = numbers + Array(repeating: 0, count: max(0, 3 - numbers.count))
    }

    fileprivate init(_ numbers: [Int]) {
        self.numbers = numbers
        precision = numbers.count
    }

    static func < (lhs: Version, rhs: Version) -> Bool {
        lhs.numbers.lexicographicallyPrecedes(rhs.numbers)
    }

    static func == (lhs: Version, rhs: Version) -> Bool {
        lhs.numbers == rhs.numbers
    }
}

/// Conditions on a version, joined by commas: `>= 1.7, < 2.0`, `~> 1.2`.
struct VersionConstraint: Sendable {
    private enum Operator: String, CaseIterable {
        case notEqual = "!="
        case atLeast = ">="
        case atMost = "<="
        case pessimistic = "~>"
        case equal = "="
        case greater = ">"
        case less = "<"
    }

    private let conditions: [(operator: Operator, version: Version)]

    init?(_ text: String) {
        var conditions: [(operator: Operator, version: Version)] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let part = part.drop(while: \.isWhitespace)
            let sign = Operator.allCases.first { part.hasPrefix($0.rawValue) }
            let rest = part.dropFirst(sign?.rawValue.count ?? 0).split(whereSeparator: \.isWhitespace)
            guard rest.count == 1, let version = Version(rest[0]) else { return nil }
            conditions.append((sign ?? .equal, version))
        }
        self.conditions = conditions
    }

    func allows(_ version: Version) -> Bool {
        conditions.allSatisfy { condition in
            switch condition.operator {
            case .equal: version == condition.version
            case .notEqual: version != condition.version
            case .greater: version > condition.version
            case .atLeast: version >= condition.version
            case .less: version < condition.version
            case .atMost: version <= condition.version
            case .pessimistic: Self.isCompatible(version, with: condition.version)
            }
        }
    }

    /// Whether there is any version of this major number that the conditions allow.
    func allowsSome(ofMajor major: Int) -> Bool {
        // The allowed versions are intervals with holes: where there is any, one stands at the beginning of an
        // interval or, past as many holes as there are conditions, close behind it.
        let beginnings = [[major, 0, 0]] + conditions.map(\.version.numbers)
        return beginnings.contains { numbers in
            (0...conditions.count + 1).contains { step in
                let (patch, isTooLarge) = numbers[numbers.count - 1].addingReportingOverflow(step)
                return !isTooLarge && numbers[0] == major && allows(Version(numbers.dropLast() + [patch]))
            }
        }
    }

    /// `~> 1.2.3` lets only the last written number grow.
    private static func isCompatible(_ version: Version, with base: Version) -> Bool {
        let fixed = max(1, base.precision - 1)
        return version >= base && version.numbers.prefix(fixed) == base.numbers.prefix(fixed)
    }
}
