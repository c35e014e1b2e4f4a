import HCLValues

/// Functions of lists and tuples.
enum ListFunctions {
    static let all = parts + orders + makers

    /// How many elements `range` may make.
    private static let rangeLimit = 1024

    private static let list = HCLFunction.Parameter("list", .dynamic)

    /// The elements as a list of the same element type, or as a tuple where the argument is one.
    private static func like(_ original: HCLValue, _ elements: [HCLValue]) -> HCLValue {
        guard let element = original.type.elementType else { return .tuple(elements) }
        return .list(of: element, elements)
    }

    private static let parts: [HCLFunction] = [
        .define("element", [list, .init("index", .number)], returns: .dynamic) { arguments in
            let elements = try arguments.elements(0)
            guard !elements.isEmpty else {
                throw HCLFunction.Failure("cannot use element function with an empty list", argument: 0)
            }
            let remainder = try arguments.int(1) % elements.count
            return elements[remainder < 0 ? remainder + elements.count : remainder]
        },
        .define("slice", [list, .init("start_index", .number), .init("end_index", .number)], returns: .dynamic) {
            arguments in
            let elements = try arguments.elements(0)
            let (start, end) = (try arguments.int(1), try arguments.int(2))
            guard (0...elements.count).contains(start) else {
                throw HCLFunction.Failure("start index must be within the list", argument: 1)
            }
            guard (start...elements.count).contains(end) else {
                throw HCLFunction.Failure(
                    "end index must not be before the start or behind the end of the list", argument: 2)
            }
            return like(arguments[0], Array(elements[start..<end]))
        },
        .define("chunklist", [.init("list", .list(.dynamic)), .init("size", .number)], returns: .dynamic) { arguments in
            let elements = try arguments.elements(0)
            let size = try arguments.int(1)
            guard size >= 0 else { throw HCLFunction.Failure("the size argument must be positive", argument: 1) }
            let step = size == 0 ? max(1, elements.count) : size
            let chunks = stride(from: 0, to: elements.count, by: step).map { start in
                like(arguments[0], Array(elements[start..<min(start + step, elements.count)]))
            }
            return .list(of: .list(arguments[0].type.elementType ?? .dynamic), chunks)
        },
        .define("compact", [.init("list", .list(.string))], returns: .list(.string)) { arguments in
            .list(of: .string, try arguments.elements(0).filter { !$0.isNull && $0.stringValue != "" })
        },
        .define("distinct", [.init("list", .list(.dynamic))], returns: .dynamic) { arguments in
            var seen: Set<HCLValue> = []
            return like(arguments[0], try arguments.elements(0).filter { seen.insert($0).inserted })
        },
        .define("flatten", [list], returns: .dynamic) { arguments in
            .tuple(flattened(try arguments.elements(0)))
        },
    ]

    private static func flattened(_ elements: [HCLValue]) -> [HCLValue] {
        elements.flatMap { element in element.elementValues.map(flattened) ?? [element] }
    }

    private static let orders: [HCLFunction] = [
        .define("reverse", [list], returns: .dynamic) { arguments in
            like(arguments[0], try arguments.elements(0).reversed())
        },
        .define("sort", [.init("list", .list(.string))], returns: .list(.string)) { arguments in
            let sorted = try arguments.strings(0).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            return .list(of: .string, sorted.map(HCLValue.string))
        },
    ]

    private static let makers: [HCLFunction] = [
        .define("concat", [], variadic: .init("seqs", .dynamic), returns: .dynamic) { arguments in
            guard arguments.count > 0 else { throw HCLFunction.Failure("at least one argument is required") }
            let elements = try (0..<arguments.count).flatMap { try arguments.elements($0) }
            let types = arguments.values.map(\.type)
            let lists = types.compactMap { if case .list(let element) = $0 { element } else { nil } }
            guard lists.count == types.count, let element = HCLType.unify(lists) else { return .tuple(elements) }
            return .list(of: element, try elements.map { try $0.converted(to: element) })
        },
        .define("range", [], variadic: .init("params", .number), returns: .list(.number)) { arguments in
            try range(arguments)
        },
    ]

    private static func range(_ arguments: FunctionArguments) throws -> HCLValue {
        guard (1...3).contains(arguments.count) else {
            throw HCLFunction.Failure("must have one, two, or three arguments")
        }
        let start = arguments.count > 1 ? try arguments.number(0) : 0
        let end = try arguments.number(arguments.count > 1 ? 1 : 0)
        let step = arguments.count > 2 ? try arguments.number(2) : end < start ? -1 : 1
        guard step != 0 else { throw HCLFunction.Failure("step must not be zero", argument: 2) }
        guard start == end || (end < start) == step.isNegative else {
            throw HCLFunction.Failure(
                end < start
                    ? "end must be greater than start when step is positive"
                    : "end must be less than start when step is negative", argument: 2)
        }
        var numbers: [HCLValue] = []
        var number = start
        while step.isNegative ? number > end : number < end {
            guard numbers.count < rangeLimit else {
                throw HCLFunction.Failure(
                    "more than \(rangeLimit) values were generated; either decrease the difference between start "
                        + "and end or use a smaller step")
            }
            numbers.append(.number(number))
            number = try number + step
        }
        return .list(of: .number, numbers)
    }
}
