/// A piece of a parsed template.
indirect enum TemplateNode: Sendable {
    case text(String)
    case action(TemplatePipeline)
    case branch(Branch)
    case loop(Branch)
    /// `with`: the pipeline's value becomes `.` inside.
    case scope(Branch)
    case leaveLoop(LoopExit)

    struct Branch: Sendable {
        var pipeline: TemplatePipeline
        var body: [TemplateNode]
        var alternative: [TemplateNode]
    }

    enum LoopExit: Sendable {
        case breaks
        case continues
    }
}

/// Commands that hand their value on, perhaps kept in variables.
struct TemplatePipeline: Sendable {
    var variables: [String] = []
    /// `:=` makes the variables, `=` changes them.
    var declares = true
    var commands: [TemplateCommand] = []
    var place: TemplatePlace
}

/// An operand, or a function with its arguments.
struct TemplateCommand: Sendable {
    var operands: [TemplateOperand]
    var place: TemplatePlace
}

struct TemplateOperand: Sendable {
    indirect enum Kind: Sendable {
        case dot
        case literal(GoValue)
        case variable(String)
        case function(String)
        case group(TemplatePipeline)
    }

    var kind: Kind
    /// The chain of `.A.B` behind it.
    var fields: [String]
    var place: TemplatePlace
}

/// A function that the template names somewhere.
struct TemplateCall: Sendable {
    var name: String
    var place: TemplatePlace
}
