extension HCLValue {
    /// Whether neither the value nor anything in it is unknown.
    public var isWhollyKnown: Bool { !extent.hasUnknown }

    /// Whether the value or anything in it is sensitive.
    public var containsSensitive: Bool { isSensitive || extent.hasSensitiveChild }

    /// The values directly inside; none for primitive ones.
    public var children: [HCLValue] {
        switch data {
        case .null, .unknown, .string, .number, .bool: []
        case .elements(let elements): elements
        case .attributes(let attributes): Array(attributes.values)
        }
    }

    /// The same value, sensitive as a whole, or as it was if `condition` is false.
    public func marked(_ condition: Bool = true) -> HCLValue {
        guard condition, !isSensitive else { return self }
        var marked = self
        marked.isSensitive = true
        return marked
    }

    /// The same value without any mark, at any depth.
    public func unmarkedDeep() -> HCLValue {
        guard containsSensitive else { return self }
        return mapChildren { $0.unmarkedDeep() }
    }

    /// Every string in the value, at any depth, that is sensitive itself or through a container.
    public var sensitiveStrings: [String] {
        collectSensitiveStrings(inherited: false)
    }

    private func collectSensitiveStrings(inherited: Bool) -> [String] {
        let isCovered = inherited || isSensitive
        if case .string(let text) = data { return isCovered ? [text] : [] }
        return children.flatMap { $0.collectSensitiveStrings(inherited: isCovered) }
    }

    /// The value without its own mark, with changed children of unchanged types.
    private func mapChildren(_ change: (HCLValue) -> HCLValue) -> HCLValue {
        switch data {
        case .null, .unknown, .string, .number, .bool: HCLValue(type: type, data: data)
        case .elements(let elements): HCLValue(type: type, data: .elements(elements.map(change)))
        case .attributes(let attributes): HCLValue(type: type, data: .attributes(attributes.mapValues(change)))
        }
    }
}

extension HCLValue {
    /// Whether the value would fill less than a MiB if it were written out.
    public var isSmall: Bool { extent.weight < 1 << 20 }
}
