internal import CLibyaml

/// Reads YAML documents by libyaml.
package struct YAMLParser: ~Copyable {
    /// Deeper nesting is refused.
    package static let depthLimit = 200
    /// How many nodes a document may have with all aliases written out.
    package static let sizeLimit = 200_000

    /// On the heap, because libyaml keeps pointers into it.
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>
    private var anchors: [String: YAMLNode] = [:]
    /// Anchors whose node is not finished: an alias to one of them would have no end.
    private var open: Set<String> = []
    private var size = 0

    /// The one document of a text; `nil` if there is none.
    package static func parse(_ text: String) throws(YAMLSyntaxError) -> YAMLNode? {
        var parser = try YAMLParser(text)
        return try parser.document()
    }

    private init(_ text: String) throws(YAMLSyntaxError) {
        parser = .allocate(capacity: 1)
        input = .allocate(capacity: text.utf8.count)
        _ = input.initialize(from: text.utf8)
        guard yaml_parser_initialize(parser) == 1 else {
            throw YAMLSyntaxError(message: "there is no memory left", line: 1, column: 1)
        }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, input.baseAddress, input.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        input.deallocate()
    }

    private enum Event {
        case alias(String)
        case scalar(YAMLScalar, anchor: String)
        case sequence(tag: String, anchor: String)
        case mapping(tag: String, anchor: String)
        case end
        case documentStart
        case documentEnd
        case stream
    }

    private mutating func document() throws(YAMLSyntaxError) -> YAMLNode? {
        _ = try next()
        guard case .documentStart = try next() else { return nil }
        let node = try node(try next(), depth: 0)
        _ = try next()
        if case .documentStart = try next() { throw failure("only a single document is allowed") }
        return node
    }

    private mutating func node(_ event: Event, depth: Int) throws(YAMLSyntaxError) -> YAMLNode {
        guard depth < Self.depthLimit else { throw failure("nested deeper than \(Self.depthLimit) levels") }
        switch event {
        case .alias(let name): return try aliased(name)
        case .scalar(let scalar, let anchor):
            return try finished(.scalar(scalar), anchor)
        case .sequence(let tag, let anchor):
            try check(tag, is: "tag:yaml.org,2002:seq", "sequence")
            open.insert(anchor)
            return try finished(.sequence(try elements(depth: depth + 1)), anchor)
        case .mapping(let tag, let anchor):
            try check(tag, is: "tag:yaml.org,2002:map", "mapping")
            open.insert(anchor)
            return try finished(.mapping(try entries(depth: depth + 1)), anchor)
        case .end, .documentStart, .documentEnd, .stream: throw failure("a value is missing")
        }
    }

    private mutating func elements(depth: Int) throws(YAMLSyntaxError) -> [YAMLNode] {
        var elements: [YAMLNode] = []
        while true {
            let event = try next()
            if case .end = event { return elements }
            elements.append(try node(event, depth: depth))
        }
    }

    private mutating func entries(depth: Int) throws(YAMLSyntaxError) -> [YAMLNode.Entry] {
        var entries: [YAMLNode.Entry] = []
        while true {
            let event = try next()
            if case .end = event { return entries }
            let key = try node(event, depth: depth)
            entries.append(YAMLNode.Entry(key, try node(try next(), depth: depth)))
        }
    }

    private mutating func finished(_ node: YAMLNode, _ anchor: String) throws(YAMLSyntaxError) -> YAMLNode {
        open.remove(anchor)
        if !anchor.isEmpty { anchors[anchor] = node }
        try count(1)
        return node
    }

    private mutating func aliased(_ name: String) throws(YAMLSyntaxError) -> YAMLNode {
        guard !open.contains(name) else {
            throw failure("cannot refer to anchor \"\(name)\" from inside its own definition")
        }
        guard let node = anchors[name] else { throw failure("reference to undefined anchor \"\(name)\"") }
        // What an anchor holds was counted once and is small enough to count again.
        try count(node.size)
        return node
    }

    private mutating func count(_ nodes: Int) throws(YAMLSyntaxError) {
        size += nodes
        guard size <= Self.sizeLimit else { throw failure("more than \(Self.sizeLimit) values") }
    }

    private func check(_ tag: String, is expected: String, _ kind: String) throws(YAMLSyntaxError) {
        guard tag.isEmpty || tag == expected else { throw failure("cannot take a \(kind) as \(tag)") }
    }

    // MARK: - libyaml

    private func next() throws(YAMLSyntaxError) -> Event {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw syntaxError() }
        defer { yaml_event_delete(&event) }
        switch event.type {
        case YAML_ALIAS_EVENT: return .alias(Self.text(event.data.alias.anchor))
        case YAML_SCALAR_EVENT: return Self.scalar(event)
        case YAML_SEQUENCE_START_EVENT:
            let start = event.data.sequence_start
            return .sequence(tag: Self.text(start.tag), anchor: Self.text(start.anchor))
        case YAML_MAPPING_START_EVENT:
            let start = event.data.mapping_start
            return .mapping(tag: Self.text(start.tag), anchor: Self.text(start.anchor))
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: return .end
        case YAML_DOCUMENT_START_EVENT: return .documentStart
        case YAML_DOCUMENT_END_EVENT: return .documentEnd
        default: return .stream
        }
    }

    private static func scalar(_ event: yaml_event_t) -> Event {
        let data = event.data.scalar
        let bytes = UnsafeBufferPointer(start: data.value, count: data.length)
        let style: YAMLScalar.Style = data.style == YAML_PLAIN_SCALAR_STYLE ? .plain : .quoted
        let scalar = YAMLScalar(String(decoding: bytes, as: UTF8.self), tag: text(data.tag), style: style)
        return .scalar(scalar, anchor: text(data.anchor))
    }

    private static func text(_ characters: UnsafeMutablePointer<UInt8>?) -> String {
        characters.map { String(cString: $0) } ?? ""
    }

    private func syntaxError() -> YAMLSyntaxError {
        let words = parser.pointee.problem.map { String(cString: $0) } ?? "there is no memory left"
        return failure(words, at: parser.pointee.problem_mark)
    }

    private func failure(_ message: String) -> YAMLSyntaxError {
        failure(message, at: parser.pointee.mark)
    }

    private func failure(_ message: String, at mark: yaml_mark_t) -> YAMLSyntaxError {
        YAMLSyntaxError(message: message, line: mark.line + 1, column: mark.column + 1)
    }
}
