/// Builds the tree of a template from its tokens.
struct TemplateParser {
    /// How deep blocks and parentheses may nest.
    private static let depthLimit = 100

    private let tokens: [TemplateToken]
    private var offset = 0
    private var depth = 0
    private var loopDepth = 0
    private(set) var calls: [TemplateCall] = []
    /// Variables in scope, innermost last.
    private var variables = ["$"]

    init(_ source: String) throws {
        tokens = try TemplateLexer.tokens(of: source)
    }

    mutating func template() throws -> [TemplateNode] {
        let (nodes, stop) = try nodes()
        if let stop { throw TemplateFault("unexpected {{\(stop)}}", at: tokens[offset].place) }
        return nodes
    }

    /// Nodes up to `else`, `end` or the end of the source; the token after such a word is next.
    private mutating func nodes() throws -> ([TemplateNode], stop: String?) {
        var nodes: [TemplateNode] = []
        while true {
            let token = tokens[offset]
            switch token.kind {
            case .text(let text):
                offset += 1
                nodes.append(.text(text))
            case .open:
                offset += 1
                if case .identifier(let word) = peek.kind, word == "else" || word == "end" {
                    offset += 1
                    return (nodes, word)
                }
                nodes.append(try action())
            default: return (nodes, nil)
            }
        }
    }

    private mutating func action() throws -> TemplateNode {
        let place = peek.place
        guard case .identifier(let word) = peek.kind else { return .action(try closedPipeline()) }
        switch word {
        case "if": return .branch(try block("if"))
        case "with": return .scope(try block("with"))
        case "range":
            loopDepth += 1
            defer { loopDepth -= 1 }
            return .loop(try block("range"))
        case "break", "continue":
            guard loopDepth > 0 else { throw TemplateFault("{{\(word)}} outside {{range}}", at: place) }
            offset += 1
            try close()
            return .leaveLoop(word == "break" ? .breaks : .continues)
        case "define", "template", "block":
            throw TemplateFault("{{\(word)}} is not supported: a template string stands alone", at: place)
        default: return .action(try closedPipeline())
        }
    }

    private mutating func block(_ word: String) throws -> TemplateNode.Branch {
        let opening = peek.place
        offset += 1
        try enter(at: opening)
        defer { depth -= 1 }
        let outer = variables
        defer { variables = outer }
        var branch = TemplateNode.Branch(
            pipeline: try closedPipeline(inRange: word == "range"), body: [], alternative: [])
        let (body, stop) = try nodes()
        branch.body = body
        if stop == "else" {
            branch.alternative = try alternative(of: word, from: opening)
        } else {
            try checkEnd(stop, opening)
        }
        return branch
    }

    /// What follows `else`: a body and its `end`, or another block that shares it.
    private mutating func alternative(of word: String, from opening: TemplatePlace) throws -> [TemplateNode] {
        if case .identifier(let next) = peek.kind, next == word, word != "range" {
            let branch = try block(word)
            return [word == "if" ? .branch(branch) : .scope(branch)]
        }
        try close()
        let (body, stop) = try nodes()
        try checkEnd(stop, opening)
        return body
    }

    private mutating func checkEnd(_ stop: String?, _ opening: TemplatePlace) throws {
        guard let stop else { throw TemplateFault("this block has no {{end}}", at: opening) }
        guard stop == "end" else { throw TemplateFault("expected end, found \(stop)", at: peek.place) }
        try close()
    }

    // MARK: - Pipelines

    private mutating func closedPipeline(inRange: Bool = false) throws -> TemplatePipeline {
        let pipeline = try pipeline(inRange: inRange)
        try close()
        return pipeline
    }

    private mutating func close() throws {
        guard peek.kind == .close else {
            throw TemplateFault("unexpected \(Self.words(peek)) in an action", at: peek.place)
        }
        offset += 1
    }

    private mutating func pipeline(inRange: Bool = false) throws -> TemplatePipeline {
        var pipeline = TemplatePipeline(place: peek.place)
        try assignment(to: &pipeline, inRange: inRange)
        repeat {
            pipeline.commands.append(try command())
        } while takeSymbol("|")
        for (index, command) in pipeline.commands.enumerated() where index > 0 {
            guard case .function = command.operands[0].kind else {
                throw TemplateFault("only a function can take what the pipeline hands on", at: command.place)
            }
        }
        if pipeline.declares { variables += pipeline.variables }
        return pipeline
    }

    private mutating func assignment(to pipeline: inout TemplatePipeline, inRange: Bool) throws {
        guard case .variable(let first) = peek.kind else { return }
        var names = [first]
        let start = offset
        offset += 1
        if inRange, takeSymbol(",") {
            guard case .variable(let second) = peek.kind else {
                throw TemplateFault("range needs a second variable after the comma", at: peek.place)
            }
            offset += 1
            names.append(second)
        }
        if takeSymbol(":=") {
            pipeline.variables = names
        } else if takeSymbol("=") {
            for name in names { try checkVariable(name, at: tokens[start].place) }
            pipeline.variables = names
            pipeline.declares = false
        } else {
            offset = start
        }
    }

    private mutating func command() throws -> TemplateCommand {
        let place = peek.place
        var operands: [TemplateOperand] = []
        while let operand = try operand() { operands.append(operand) }
        guard let first = operands.first else {
            throw TemplateFault("missing value before \(Self.words(peek))", at: place)
        }
        if operands.count > 1 {
            guard case .function = first.kind, first.fields.isEmpty else {
                throw TemplateFault("can't give arguments to something that is no function", at: place)
            }
        }
        return TemplateCommand(operands: operands, place: place)
    }

    private mutating func operand() throws -> TemplateOperand? {
        let token = peek
        var fields: [String] = []
        let kind: TemplateOperand.Kind
        switch token.kind {
        case .dot: kind = .dot
        case .field(let name): (kind, fields) = (.dot, [name])
        case .literal(let value): kind = .literal(value)
        case .variable(let name):
            try checkVariable(name, at: token.place)
            kind = .variable(name)
        case .identifier(let name):
            calls.append(TemplateCall(name: name, place: token.place))
            kind = .function(name)
        case .symbol("("):
            offset += 1
            try enter(at: token.place)
            kind = .group(try pipeline())
            depth -= 1
            guard peek.kind == .symbol(")") else { throw TemplateFault("unclosed left paren", at: token.place) }
        case .text, .open, .close, .symbol, .end: return nil
        }
        offset += 1
        while case .field(let name) = peek.kind, !peek.followsSpace {
            fields.append(name)
            offset += 1
        }
        return TemplateOperand(kind: kind, fields: fields, place: token.place)
    }

    // MARK: - Tokens

    private var peek: TemplateToken { tokens[min(offset, tokens.count - 1)] }

    private mutating func takeSymbol(_ symbol: String) -> Bool {
        guard peek.kind == .symbol(symbol) else { return false }
        offset += 1
        return true
    }

    private mutating func enter(at place: TemplatePlace) throws {
        depth += 1
        guard depth <= Self.depthLimit else { throw TemplateFault("blocks nest too deeply", at: place) }
    }

    private func checkVariable(_ name: String, at place: TemplatePlace) throws {
        guard variables.contains(name) else { throw TemplateFault("undefined variable \(name.goQuoted)", at: place) }
    }

    private static func words(_ token: TemplateToken) -> String {
        switch token.kind {
        case .text: "text"
        case .open: "{{"
        case .close: "the end of the action"
        case .identifier(let name), .variable(let name): name.goQuoted
        case .field(let name): ".\(name)".goQuoted
        case .dot: "\".\""
        case .literal(let value): value.goText
        case .symbol(let symbol): symbol.goQuoted
        case .end: "the end of the template"
        }
    }
}
