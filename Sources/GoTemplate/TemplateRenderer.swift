import Diagnostics

/// Carries out a template's actions.
struct TemplateRenderer {
    /// More output than this, in bytes, is a template gone wild.
    private static let outputLimit = 16 << 20
    /// How many actions a template may carry out, loops counted each time.
    private static let stepLimit = 1_000_000

    private(set) var output = ""
    private var dot: GoValue
    private let functions: [String: GoFunction]
    private var variables: [(name: String, value: GoValue)]
    private var steps = 0
    private var pendingExit: TemplateNode.LoopExit?

    init(data: GoValue, functions: [String: GoFunction]) {
        dot = data
        variables = [("$", data)]
        self.functions = functions
    }

    mutating func render(_ nodes: [TemplateNode]) throws {
        for node in nodes {
            switch node {
            case .text(let text): output += text
            case .action(let pipeline):
                let value = try evaluate(pipeline)
                if pipeline.variables.isEmpty { output += value.goText }
                try countStep(pipeline.place)
            case .branch(let branch):
                try scoped { renderer in
                    let isTrue = try renderer.evaluate(branch.pipeline).isTrue
                    try renderer.render(isTrue ? branch.body : branch.alternative)
                }
            case .scope(let branch):
                try scoped { renderer in
                    let value = try renderer.evaluate(branch.pipeline)
                    if value.isTrue { renderer.dot = value }
                    try renderer.render(value.isTrue ? branch.body : branch.alternative)
                }
            case .loop(let branch): try scoped { try $0.loop(branch) }
            case .leaveLoop(let exit): pendingExit = exit
            }
            if pendingExit != nil { return }
        }
    }

    private mutating func scoped(_ body: (inout TemplateRenderer) throws -> Void) rethrows {
        let (outerDot, depth) = (dot, variables.count)
        try body(&self)
        dot = outerDot
        variables.removeLast(variables.count - depth)
    }

    private mutating func countStep(_ place: TemplatePlace) throws {
        steps += 1
        guard steps <= Self.stepLimit, output.utf8.count <= Self.outputLimit else {
            throw TemplateFault("the template writes too much", at: place)
        }
    }

    // MARK: - Loops

    private mutating func loop(_ branch: TemplateNode.Branch) throws {
        var pipeline = branch.pipeline
        let names = pipeline.variables
        pipeline.variables = []
        let items = try items(of: evaluate(pipeline), at: pipeline.place)
        guard !items.isEmpty else { return try render(branch.alternative) }
        for (key, value) in items {
            try countStep(pipeline.place)
            try scoped { renderer in
                renderer.dot = value
                renderer.bindLoop(names, key: key, value: value, declares: pipeline.declares)
                try renderer.render(branch.body)
            }
            let exit = pendingExit
            pendingExit = nil
            if case .breaks = exit { return }
        }
    }

    private mutating func bindLoop(_ names: [String], key: GoValue, value: GoValue, declares: Bool) {
        guard let first = names.first else { return }
        set(first, names.count == 1 ? value : key, declares: declares)
        if names.count > 1 { set(names[1], value, declares: declares) }
    }

    private func items(of value: GoValue, at place: TemplatePlace) throws -> [(GoValue, GoValue)] {
        switch value {
        case .list(let elements): return elements.enumerated().map { (.int($0), $1) }
        case .map(let members): return members.sorted { $0.key < $1.key }.map { (.string($0), $1) }
        case .none: return []
        case .int(let count):
            guard count <= Self.stepLimit else { throw TemplateFault("range over too large a number", at: place) }
            return (0..<max(0, count)).map { (.int($0), .int($0)) }
        case .string, .double, .bool: throw TemplateFault("range can't iterate over \(value.goText)", at: place)
        }
    }

    private mutating func set(_ name: String, _ value: GoValue, declares: Bool) {
        if !declares, let index = variables.lastIndex(where: { $0.name == name }) {
            variables[index].value = value
        } else {
            variables.append((name, value))
        }
    }

    // MARK: - Expressions

    private mutating func evaluate(_ pipeline: TemplatePipeline) throws -> GoValue {
        var value: GoValue?
        for command in pipeline.commands { value = try evaluate(command, last: value) }
        let result = value ?? .none
        for name in pipeline.variables { set(name, result, declares: pipeline.declares) }
        return result
    }

    private mutating func evaluate(_ command: TemplateCommand, last: GoValue?) throws -> GoValue {
        let first = command.operands[0]
        guard case .function(let name) = first.kind else { return try evaluate(first) }
        let value = try call(name, command.operands.dropFirst(), last: last, at: command.place)
        return try follow(first.fields, from: value, at: first.place)
    }

    private mutating func evaluate(_ operand: TemplateOperand) throws -> GoValue {
        let start: GoValue
        switch operand.kind {
        case .dot: start = dot
        case .literal(let value): start = value
        case .variable(let name): start = variables.last { $0.name == name }?.value ?? .none
        case .function(let name): start = try call(name, [], last: nil, at: operand.place)
        case .group(let pipeline): start = try evaluate(pipeline)
        }
        return try follow(operand.fields, from: start, at: operand.place)
    }

    private func follow(_ fields: [String], from start: GoValue, at place: TemplatePlace) throws -> GoValue {
        var value = start
        for field in fields {
            switch value {
            case .map(let members): value = members[field] ?? .none
            case .none: throw TemplateFault("nil data; no entry for key \(field.goQuoted)", at: place)
            case .string, .int, .double, .bool, .list:
                throw TemplateFault("can't evaluate field \(field) in type \(value.goTypeName)", at: place)
            }
        }
        return value
    }

    private mutating func call(
        _ name: String, _ operands: ArraySlice<TemplateOperand>, last: GoValue?, at place: TemplatePlace
    ) throws -> GoValue {
        try countStep(place)
        if functions[name] == nil, name == "and" || name == "or" {
            return try shortCircuit(operands, last: last, until: name == "or", at: place)
        }
        var arguments: [GoValue] = []
        for operand in operands { arguments.append(try evaluate(operand)) }
        if let last { arguments.append(last) }
        do {
            if let function = functions[name] { return try function(arguments) }
            guard let builtin = BuiltinFunction(rawValue: name) else {
                throw TemplateFault("function \"\(name)\" not defined", at: place)
            }
            return try builtin.call(arguments)
        } catch let error as GoFunctionError {
            throw TemplateFault("error calling \(name): \(error.message)", at: place)
        }
    }

    private mutating func shortCircuit(
        _ operands: ArraySlice<TemplateOperand>, last: GoValue?, until truth: Bool, at place: TemplatePlace
    ) throws -> GoValue {
        var value = GoValue.none
        for operand in operands {
            value = try evaluate(operand)
            if value.isTrue == truth { return value }
        }
        if let last { return last }
        guard !operands.isEmpty else { throw TemplateFault("and and or need an argument", at: place) }
        return value
    }
}
