import Diagnostics
import HCLEvaluation
import HCLSyntax

/// The order in which local values and data sources are evaluated: each after those that it refers to.
struct ValueGraph {
    struct Node {
        var name: ValueName
        var range: SourceRange
        var references: [HCLReference]
    }

    /// Every node once, whatever is wrong with it.
    private(set) var order: [ValueName] = []
    private(set) var dependencies: [ValueName: [ValueName]] = [:]
    /// Nodes that cannot be evaluated, since they go in circles or refer to what is not there.
    private(set) var broken: Set<ValueName> = []
    private(set) var diagnostics: [Diagnostic] = []
    private let nodes: [ValueName: Node]

    init(_ list: [Node]) {
        nodes = Dictionary(list.map { ($0.name, $0) }) { first, _ in first }
        for node in list { dependencies[node.name] = resolve(node) }
        var isDone: Set<ValueName> = []
        for node in list where !isDone.contains(node.name) { walk(from: node.name, &isDone) }
    }

    /// The nodes in groups: each needs only nodes of earlier ones, so that those of one group can be evaluated beside
    /// each other.
    var levels: [[ValueName]] {
        var levels: [[ValueName]] = []
        var levelOf: [ValueName: Int] = [:]
        for name in order {
            // In a circle one node comes before what it refers to; no node of a circle is evaluated.
            let level = (dependencies[name] ?? []).compactMap { levelOf[$0] }.max().map { $0 + 1 } ?? 0
            levelOf[name] = level
            if level == levels.count { levels.append([]) }
            levels[level].append(name)
        }
        return levels
    }

    private mutating func resolve(_ node: Node) -> [ValueName] {
        var found: [ValueName] = []
        var seen: Set<ValueName> = []
        for reference in node.references where reference.root == "local" || reference.root == "data" {
            for name in resolve(reference, of: node) where seen.insert(name).inserted { found.append(name) }
        }
        return found
    }

    /// The nodes that a reference means; `data.TYPE` means all of a type.
    private mutating func resolve(_ reference: HCLReference, of node: Node) -> [ValueName] {
        let path = reference.path
        let name: ValueName
        switch (reference.root, path.count) {
        case ("local", 1...): name = .local(path[0])
        case ("data", 2...): name = .data(SourceReference(type: path[0], name: path[1]))
        case ("data", 1):
            let all = nodes.keys.filter { if case .data(let other) = $0 { other.type == path[0] } else { false } }
            if !all.isEmpty { return all.sorted { $0.text < $1.text } }
            name = .data(SourceReference(type: path[0], name: "NAME"))
        default:
            fail(node, Self.incomplete(reference))
            return []
        }
        if nodes[name] != nil { return [name] }
        fail(node, missing(name, at: reference.range))
        return []
    }

    private mutating func fail(_ node: Node, _ diagnostic: Diagnostic) {
        broken.insert(node.name)
        diagnostics.append(diagnostic)
    }

    private static func incomplete(_ reference: HCLReference) -> Diagnostic {
        let form = reference.root == "local" ? "local.NAME" : "data.TYPE.NAME"
        return Diagnostic(
            "Invalid reference",
            detail: "Here \"\(reference.root)\" must be followed by names known before anything is evaluated, as in "
                + "\(form): they decide what is evaluated first.", at: reference.range)
    }

    private func missing(_ name: ValueName, at range: SourceRange) -> Diagnostic {
        let hint =
            Suggestion.nearest(to: name.text, among: nodes.keys.lazy.map(\.text)).map { " Did you mean \"\($0)\"?" }
            ?? ""
        switch name {
        case .local(let local):
            return Diagnostic(
                "Undefined local value", detail: "There is no local value named \"\(local)\".\(hint)", at: range)
        case .data(let reference):
            return Diagnostic(
                "Undefined data source",
                detail: "There is no block data \"\(reference.type)\" \"\(reference.name)\".\(hint)", at: range)
        }
    }

    /// Goes down from a node with an explicit stack, since a template may chain more values than a thread's stack has
    /// room for.
    private mutating func walk(from start: ValueName, _ isDone: inout Set<ValueName>) {
        var depth = [start: 0]
        var path = [(name: start, pending: pending(start))]
        while let last = path.indices.last {
            guard let next = path[last].pending.popLast() else {
                let name = path.removeLast().name
                depth[name] = nil
                isDone.insert(name)
                order.append(name)
                continue
            }
            guard !isDone.contains(next) else { continue }
            if let loop = depth[next] {
                reportCycle(path[loop...].map(\.name))
            } else {
                depth[next] = path.count
                path.append((next, pending(next)))
            }
        }
    }

    private func pending(_ name: ValueName) -> [ValueName] {
        (dependencies[name] ?? []).reversed()
    }

    private mutating func reportCycle(_ names: [ValueName]) {
        broken.formUnion(names)
        let chain = (names + names.prefix(1)).map(\.text)
        diagnostics.append(
            Diagnostic(
                "Cyclic values",
                detail: names.count == 1
                    ? "The value of \(chain[0]) refers to itself."
                    : "These values refer to each other in a circle: \(chain.joined(separator: " -> ")).",
                at: nodes[names[0]]?.range))
    }
}
