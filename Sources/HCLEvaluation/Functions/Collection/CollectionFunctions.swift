import HCLValues

/// Functions of maps and objects, and those that take any collection.
enum CollectionFunctions {
    static let all = maps + questions + choices

    private static let maps: [HCLFunction] = [
        .define("keys", [.init("map", .dynamic)], returns: .dynamic) { arguments in
            let names = try arguments.attributes(0).keys.sorted().map(HCLValue.string)
            if case .object = arguments[0].type { return .tuple(names) }
            return .list(of: .string, names)
        },
        .define("values", [.init("map", .dynamic)], returns: .dynamic) { arguments in
            let values = try arguments.attributes(0).sorted { $0.key < $1.key }.map(\.value)
            guard case .map(let element) = arguments[0].type else { return .tuple(values) }
            return .list(of: element, values)
        },
        .define(
            "lookup", [.init("map", .dynamic), .init("key", .string), .init("default", .dynamic, allowsNull: true)],
            returns: .dynamic
        ) { arguments in
            let found = try arguments.attributes(0)[try arguments.string(1)]
            guard case .map(let element) = arguments[0].type else { return found ?? arguments[2] }
            guard let found else {
                do { return try arguments[2].converted(to: element) } catch {
                    throw HCLFunction.Failure(
                        "the default value must have the same type as the map elements", argument: 2)
                }
            }
            return found
        },
        .define(
            "merge", [], variadic: .init("maps", .dynamic, allowsNull: true), returns: .dynamic, body: merged),
        .define("zipmap", [.init("keys", .list(.string)), .init("values", .dynamic)], returns: .dynamic) { arguments in
            let (keys, values) = (try arguments.strings(0), try arguments.elements(1))
            guard keys.count == values.count else {
                throw HCLFunction.Failure(
                    "number of keys (\(keys.count)) does not match number of values (\(values.count))")
            }
            let members = Dictionary(zip(keys, values)) { _, last in last }
            guard let element = arguments[1].type.elementType else { return .object(members) }
            return .map(of: element, members)
        },
    ]

    private static func merged(_ arguments: FunctionArguments) throws -> HCLValue {
        var members: [String: HCLValue] = [:]
        var types: [HCLType] = []
        for (index, value) in arguments.values.enumerated() where !value.isNull || value.type.isPrimitive {
            members.merge(try arguments.attributes(index)) { _, later in later }
            types.append(value.type)
        }
        guard let first = types.first, case .map(let element) = first, types.allSatisfy({ $0 == first }) else {
            return .object(members)
        }
        return .map(of: element, members)
    }

    private static let questions: [HCLFunction] = [
        .define("length", [.init("value", .dynamic)], returns: .number) { arguments in
            switch arguments[0].data {
            case .string(let text): return .number(text.count)
            case .elements(let elements): return .number(elements.count)
            case .attributes(let attributes): return .number(attributes.count)
            case .null, .unknown, .number, .bool:
                throw HCLFunction.Failure(
                    "argument must be a string, a collection type, or a structural type", argument: 0)
            }
        },
        .define(
            "contains", [.init("list", .dynamic), .init("value", .dynamic, allowsNull: true)], returns: .bool
        ) { arguments in
            .bool(try position(of: arguments[1], in: arguments.elements(0)) != nil)
        },
        .define("index", [.init("list", .dynamic), .init("value", .dynamic)], returns: .number) { arguments in
            if case .set = arguments[0].type {
                throw HCLFunction.Failure("argument must be a list or tuple", argument: 0)
            }
            guard let position = try position(of: arguments[1], in: arguments.elements(0)) else {
                throw HCLFunction.Failure("item not found")
            }
            return .number(position)
        },
        .define("alltrue", [.init("list", .list(.bool))], returns: .bool) { arguments in
            .bool(try arguments.elements(0).allSatisfy { $0.boolValue == true })
        },
        .define("anytrue", [.init("list", .list(.bool))], returns: .bool) { arguments in
            .bool(try arguments.elements(0).contains { $0.boolValue == true })
        },
    ]

    /// Values of other types are equal to none, as for `==`.
    private static func position(of value: HCLValue, in elements: [HCLValue]) -> Int? {
        elements.firstIndex { $0.data == value.data }
    }

    private static let choices: [HCLFunction] = [
        .define("coalesce", [], variadic: .init("vals", .dynamic, allowsNull: true), returns: .dynamic) { arguments in
            // A bare null has any type and has no say in that of the result.
            let types = arguments.values.filter { !($0.isNull && $0.type == .dynamic) }.map(\.type)
            guard let type = HCLType.unify(types), arguments.count > 0 else {
                throw HCLFunction.Failure("all arguments must have the same type")
            }
            guard let value = arguments.values.first(where: { !$0.isNull && $0.stringValue != "" }) else {
                throw HCLFunction.Failure("no non-null, non-empty-string arguments")
            }
            return try value.converted(to: type)
        },
        .define(
            "coalescelist", [], variadic: .init("vals", .dynamic, allowsNull: true), returns: .dynamic
        ) { arguments in
            for (index, value) in arguments.values.enumerated() where !value.isNull {
                if try !arguments.elements(index).isEmpty { return value }
            }
            throw HCLFunction.Failure("no non-null arguments")
        },
    ]
}
