extension HCLValue {
    /// A set of these values, all of type `element` already: without duplicates, in the language's order.
    public static func set(of element: HCLType, _ elements: [HCLValue]) -> HCLValue {
        var seen: Set<HCLValue> = []
        let distinct = elements.filter { seen.insert($0).inserted }
        return HCLValue(
            type: .set(element), data: .elements(distinct.sorted { precedes($0, $1) }))
    }

    /// The order of set elements: by value for primitive ones; null last; stable for the rest.
    static func precedes(_ lhs: HCLValue, _ rhs: HCLValue) -> Bool {
        compare(lhs, rhs) == .less
    }

    private enum Order {
        case less
        case equal
        case greater
    }

    private static func compare(_ lhs: HCLValue, _ rhs: HCLValue) -> Order {
        switch (lhs.data, rhs.data) {
        case (.string(let left), .string(let right)): order(left, right)
        case (.number(let left), .number(let right)): order(left, right)
        case (.bool(let left), .bool(let right)): order(left ? 1 : 0, right ? 1 : 0)
        case (.elements(let left), .elements(let right)): compareAll(left, right)
        case (.attributes(let left), .attributes(let right)): compareAttributes(left, right)
        default: order(lhs.data.rank, rhs.data.rank)
        }
    }

    private static func order<Key: Comparable>(_ lhs: Key, _ rhs: Key) -> Order {
        lhs < rhs ? .less : lhs == rhs ? .equal : .greater
    }

    private static func compareAll(_ lhs: [HCLValue], _ rhs: [HCLValue]) -> Order {
        for (left, right) in zip(lhs, rhs) {
            let result = compare(left, right)
            if result != .equal { return result }
        }
        return order(lhs.count, rhs.count)
    }

    private static func compareAttributes(_ lhs: [String: HCLValue], _ rhs: [String: HCLValue]) -> Order {
        let left = lhs.sorted { $0.key < $1.key }
        let right = rhs.sorted { $0.key < $1.key }
        for (one, other) in zip(left, right) {
            let names = order(one.key, other.key)
            if names != .equal { return names }
            let values = compare(one.value, other.value)
            if values != .equal { return values }
        }
        return order(lhs.count, rhs.count)
    }
}

extension HCLValue.Data {
    /// Where different kinds of data stand to each other in a set.
    fileprivate var rank: Int {
        switch self {
        case .bool: 0
        case .number: 1
        case .string: 2
        case .elements: 3
        case .attributes: 4
        case .null: 5
        case .unknown: 6
        }
    }
}
