import HCLValues

/// Functions of sets.
enum SetFunctions {
    /// How many values the combinations that `setproduct` makes may have together.
    private static let productLimit = 500_000

    static let all: [HCLFunction] = [
        combination("setunion") { $0 + $1 },
        combination("setintersection") { first, second in
            let other = Set(second)
            return first.filter(other.contains)
        },
        .define("setproduct", [], variadic: .init("sets", .dynamic), returns: .dynamic, body: product),
    ]

    private static func combination(
        _ name: String, _ combine: @escaping @Sendable ([HCLValue], [HCLValue]) -> [HCLValue]
    ) -> HCLFunction {
        .define(
            name, [.init("first_set", .set(.dynamic))], variadic: .init("other_sets", .set(.dynamic)),
            returns: .set(.dynamic)
        ) { arguments in
            // An empty set whose type nobody told fits all others; any other empty one has its say.
            let types = arguments.values.compactMap(\.type.elementType).filter { $0 != .dynamic }
            guard let element = HCLType.unify(types) else {
                throw HCLFunction.Failure("given sets must all have compatible element types")
            }
            let sets = try arguments.values.map { try $0.converted(to: .set(element)).elementValues ?? [] }
            return .set(of: element, sets.dropFirst().reduce(sets[0], combine))
        }
    }

    private static func product(_ arguments: FunctionArguments) throws -> HCLValue {
        guard arguments.count >= 2 else { throw HCLFunction.Failure("at least two arguments are required") }
        var rows: [[HCLValue]] = [[]]
        for index in 0..<arguments.count {
            let elements = try unified(arguments.elements(index))
            guard rows.count * elements.count * (index + 1) <= productLimit else {
                throw HCLFunction.Failure("the product has more than \(productLimit) values")
            }
            rows = rows.flatMap { row in elements.map { row + [$0] } }
        }
        let types = arguments.values.map { value -> HCLType in
            value.type.elementType ?? HCLType.unify((value.elementValues ?? []).map(\.type)) ?? .dynamic
        }
        let isOrdered = arguments.values.contains { if case .set = $0.type { false } else { true } }
        let tuples = rows.map(HCLValue.tuple)
        return isOrdered ? .list(of: .tuple(types), tuples) : .set(of: .tuple(types), tuples)
    }

    private static func unified(_ elements: [HCLValue]) throws -> [HCLValue] {
        guard let type = HCLType.unify(elements.map(\.type)) else {
            throw HCLFunction.Failure("all elements must be of the same type")
        }
        return try elements.map { try $0.converted(to: type) }
    }
}
