extension HCLType {
    /// The one type that values of all these types convert to safely, as conditionals and lists need it.
    ///
    /// - Returns: `nil` if there is none; `dynamic` for no types at all or where one of them is not known yet.
    public static func unify(_ types: some Collection<HCLType>) -> HCLType? {
        guard let first = types.first else { return .dynamic }
        if types.allSatisfy({ $0 == first }) { return first }
        let known = types.filter { $0 != .dynamic }
        if let structural = unifyStructures(known) {
            return known.count == types.count || structural.isWhollyKnown ? structural : .dynamic
        }
        if known.count < types.count { return .dynamic }
        // Of a thousand elements all but a few have the same type.
        let distinct = Set(types)
        var refused: Set<HCLType> = []
        return types.first { wanted in
            guard refused.insert(wanted).inserted else { return false }
            return distinct.allSatisfy { $0.convertsSafely(to: wanted) }
        }
    }

    private static func unifyStructures(_ types: [HCLType]) -> HCLType? {
        guard types.count > 1 else { return nil }
        if let objects = allObjects(types) { return unifyObjects(objects) }
        if let tuples = allTuples(types) { return unifyTuples(tuples) }
        return unifyCollections(types)
    }

    private static func allObjects(_ types: [HCLType]) -> [[String: HCLType]]? {
        let objects = types.compactMap { if case .object(let attributes, _) = $0 { attributes } else { nil } }
        return objects.count == types.count ? objects : nil
    }

    private static func allTuples(_ types: [HCLType]) -> [[HCLType]]? {
        let tuples = types.compactMap { if case .tuple(let elements) = $0 { elements } else { nil } }
        return tuples.count == types.count ? tuples : nil
    }

    private static func unifyObjects(_ objects: [[String: HCLType]]) -> HCLType? {
        let names = Set(objects[0].keys)
        guard objects.allSatisfy({ Set($0.keys) == names }) else {
            return unify(objects.flatMap(\.values)).map { .map($0) }
        }
        var attributes: [String: HCLType] = [:]
        for name in names {
            guard let type = unify(objects.compactMap { $0[name] }) else { return nil }
            attributes[name] = type
        }
        return .object(attributes)
    }

    private static func unifyTuples(_ tuples: [[HCLType]]) -> HCLType? {
        guard tuples.allSatisfy({ $0.count == tuples[0].count }) else {
            return unify(tuples.flatMap { $0 }).map { .list($0) }
        }
        var elements: [HCLType] = []
        for index in tuples[0].indices {
            guard let type = unify(tuples.map { $0[index] }) else { return nil }
            elements.append(type)
        }
        return .tuple(elements)
    }

    /// Lists among tuples, sets, or maps among objects: the collection wins and its elements unify.
    private static func unifyCollections(_ types: [HCLType]) -> HCLType? {
        var elements: [HCLType] = []
        var lists = 0
        var sets = 0
        var maps = 0
        for type in types {
            switch type {
            case .list(let element):
                lists += 1
                elements.append(element)
            case .set(let element):
                sets += 1
                elements.append(element)
            case .map(let element):
                maps += 1
                elements.append(element)
            case .tuple(let inner): elements += inner
            case .object(let inner, _): elements += inner.values
            case .string, .number, .bool, .dynamic: return nil
            }
        }
        let tuples = types.count { if case .tuple = $0 { true } else { false } }
        let objects = types.count { if case .object = $0 { true } else { false } }
        guard let element = unify(elements) else { return nil }
        if lists > 0, lists + tuples == types.count { return .list(element) }
        if sets > 0, sets + tuples == types.count { return .set(element) }
        if maps > 0, maps + objects == types.count { return .map(element) }
        return nil
    }

    /// Whether every value of this type converts to `target` without a look at the value.
    public func convertsSafely(to target: HCLType) -> Bool {
        if self == target || target == .dynamic { return true }
        switch (self, target) {
        case (.number, .string), (.bool, .string): return true
        case (.list(let from), .list(let to)), (.set(let from), .set(let to)), (.map(let from), .map(let to)),
            (.set(let from), .list(let to)), (.list(let from), .set(let to)):
            return from.convertsSafely(to: to)
        case (.tuple(let from), .list(let to)), (.tuple(let from), .set(let to)):
            return from.allSatisfy { $0.convertsSafely(to: to) }
        case (.tuple(let from), .tuple(let to)):
            return from.count == to.count && zip(from, to).allSatisfy { $0.convertsSafely(to: $1) }
        case (.object(let from, _), .map(let to)):
            return from.values.allSatisfy { $0.convertsSafely(to: to) }
        case (.object(let from, _), .object(let to, let optional)):
            return to.allSatisfy { name, type in
                from[name].map { $0.convertsSafely(to: type) } ?? optional.contains(name)
            }
        default: return false
        }
    }
}
