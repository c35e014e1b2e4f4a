import HCLValues

// Tables of options read better in literals.

extension HCLValue: ExpressibleByStringLiteral {
    public init(stringLiteral text: String) { self = .string(text) }
}

extension HCLValue: ExpressibleByBooleanLiteral {
    public init(booleanLiteral flag: Bool) { self = .bool(flag) }
}

extension HCLValue: ExpressibleByIntegerLiteral {
    public init(integerLiteral number: Int) { self = .number(HCLNumber(number)) }
}

extension HCLValue: ExpressibleByArrayLiteral {
    public init(arrayLiteral elements: HCLValue...) { self = .tuple(elements) }
}
