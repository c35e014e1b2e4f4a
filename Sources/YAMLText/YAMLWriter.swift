internal import CLibyaml

/// Writes YAML in block style by libyaml.
package final class YAMLWriter {
    /// On the heap, because libyaml keeps pointers into it.
    private let emitter: UnsafeMutablePointer<yaml_emitter_t>
    private var output: [UInt8] = []

    /// The text of a document with that value, a line break at its end.
    ///
    /// - Throws: `YAMLWritingError` where libyaml cannot write it.
    package static func text(_ node: YAMLNode) throws(YAMLWritingError) -> String {
        let writer = YAMLWriter()
        try writer.document(node)
        return String(decoding: writer.output, as: UTF8.self)
    }

    private init() {
        emitter = .allocate(capacity: 1)
        emitter.initialize(to: yaml_emitter_t())
    }

    deinit {
        yaml_emitter_delete(emitter)
        emitter.deallocate()
    }

    private func document(_ node: YAMLNode) throws(YAMLWritingError) {
        guard yaml_emitter_initialize(emitter) == 1 else { throw YAMLWritingError(reason: "there is no memory left") }
        yaml_emitter_set_output(emitter, Self.onBytes, Unmanaged.passUnretained(self).toOpaque())
        yaml_emitter_set_unicode(emitter, 1)
        try emit { yaml_stream_start_event_initialize($0, YAML_UTF8_ENCODING) }
        try emit { yaml_document_start_event_initialize($0, nil, nil, nil, 1) }
        try write(node)
        try emit { yaml_document_end_event_initialize($0, 1) }
        try emit { yaml_stream_end_event_initialize($0) }
    }

    private static let onBytes: @convention(c) (UnsafeMutableRawPointer?, UnsafeMutablePointer<UInt8>?, Int) -> Int32 =
        {
            context, bytes, count in
            guard let context else { return 0 }
            let writer = Unmanaged<YAMLWriter>.fromOpaque(context).takeUnretainedValue()
            writer.output += UnsafeBufferPointer(start: bytes, count: count)
            return 1
        }

    private func write(_ node: YAMLNode) throws(YAMLWritingError) {
        switch node {
        case .scalar(let scalar): try write(scalar)
        case .sequence(let elements):
            try emit { yaml_sequence_start_event_initialize($0, nil, nil, 1, YAML_BLOCK_SEQUENCE_STYLE) }
            for element in elements { try write(element) }
            try emit { yaml_sequence_end_event_initialize($0) }
        case .mapping(let entries):
            try emit { yaml_mapping_start_event_initialize($0, nil, nil, 1, YAML_BLOCK_MAPPING_STYLE) }
            for entry in entries {
                try write(entry.key)
                try write(entry.value)
            }
            try emit { yaml_mapping_end_event_initialize($0) }
        }
    }

    private func write(_ scalar: YAMLScalar) throws(YAMLWritingError) {
        let style =
            switch scalar.style {
            case .plain: YAML_PLAIN_SCALAR_STYLE
            case .quoted: YAML_DOUBLE_QUOTED_SCALAR_STYLE
            case .literal: YAML_LITERAL_SCALAR_STYLE
            }
        let bytes = Array(scalar.text.utf8) + [0]
        try emit { yaml_scalar_event_initialize($0, nil, nil, bytes, Int32(bytes.count - 1), 1, 1, style) }
    }

    /// Makes an event and gives it to libyaml, which takes it over in any case.
    private func emit(_ make: (UnsafeMutablePointer<yaml_event_t>) -> Int32) throws(YAMLWritingError) {
        var event = yaml_event_t()
        guard make(&event) == 1, yaml_emitter_emit(emitter, &event) == 1 else {
            let words = emitter.pointee.problem.map { String(cString: $0) }
            throw YAMLWritingError(reason: words ?? "the value cannot be written")
        }
    }
}

/// A value that cannot be written as YAML.
package struct YAMLWritingError: Error, Hashable, Sendable, CustomStringConvertible {
    package var reason: String

    package var description: String { "cannot write YAML: \(reason)" }
}
