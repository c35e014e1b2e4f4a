/// A node of a YAML document, aliases replaced by what they stand for.
package indirect enum YAMLNode: Hashable, Sendable {
    case scalar(YAMLScalar)
    case sequence([YAMLNode])
    /// In the order of the text; keys may repeat.
    case mapping([Entry])

    /// A key and its value inside a mapping.
    package struct Entry: Hashable, Sendable {
        /// Any node; mostly a scalar.
        package var key: YAMLNode
        /// What stands behind the colon.
        package var value: YAMLNode

        package init(_ key: YAMLNode, _ value: YAMLNode) {
            self.key = key
            self.value = value
        }
    }

    /// How many nodes there are, this one included; what aliases repeat counts each time.
    var size: Int {
        switch self {
        case .scalar: 1
        case .sequence(let elements): elements.reduce(1) { $0 + $1.size }
        case .mapping(let entries): entries.reduce(1) { $0 + $1.key.size + $1.value.size }
        }
    }
}

/// A text whose type is told by its style and tag.
package struct YAMLScalar: Hashable, Sendable {
    /// Without quotes and escapes.
    package var text: String
    /// In long form: `tag:yaml.org,2002:int`; empty where the text has none.
    package var tag: String
    /// How it is or will be written.
    package var style: Style

    /// How a scalar is written.
    package enum Style: Hashable, Sendable {
        /// Without quotes: the text itself says what it is.
        case plain
        case quoted
        /// As it stands, line by line.
        case literal
    }

    package init(_ text: String, tag: String = "", style: Style) {
        self.text = text
        self.tag = tag
        self.style = style
    }
}
