/// An element of an XML document, with everything below it.
package struct XMLElement: Sendable, Equatable {
    /// The namespace's URI; empty for none.
    package var namespace = ""
    package var name: String
    /// By the names as they are written, with prefixes.
    package var attributes: [String: String] = [:]
    package var children: [XMLElement] = []
    /// The text directly in this element, all pieces together.
    package var text = ""

    /// The first child of that name.
    package func child(_ name: String, _ namespace: String) -> XMLElement? {
        children.first { $0.name == name && $0.namespace == namespace }
    }

    /// All children of that name.
    package func children(_ name: String, _ namespace: String) -> [XMLElement] {
        children.filter { $0.name == name && $0.namespace == namespace }
    }

    /// The first child that one comes to by going through all the names, each in that namespace.
    package func descendant(_ names: [String], _ namespace: String) -> XMLElement? {
        names.reduce(Optional(self)) { $0?.child($1, namespace) }
    }

    /// This element or the first one below it, in the document's order, that meets the condition.
    package func first(where matches: (XMLElement) -> Bool) -> XMLElement? {
        if matches(self) { return self }
        for child in children {
            if let found = child.first(where: matches) { return found }
        }
        return nil
    }

    /// The texts of this element and all below it, in order, without white space at the ends of each.
    package var texts: [String] {
        let own = text.withoutOuterSpace
        return (own.isEmpty ? [] : [own]) + children.flatMap(\.texts)
    }
}

extension String {
    /// Without white space at both ends.
    package var withoutOuterSpace: String {
        let start = drop(while: \.isWhitespace)
        guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...last])
    }
}
