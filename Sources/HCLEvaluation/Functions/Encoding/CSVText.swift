import HCLValues

/// Comma-separated values by RFC 4180; a line ends with a line feed, before which a carriage return is dropped.
enum CSVText {
    static func records(_ text: String) throws -> [[String]] {
        var records: [[String]] = []
        var rest = withoutReturns(Array(text.unicodeScalars))[...]
        while !rest.isEmpty {
            if rest.first == "\n" {
                rest.removeFirst()
                continue
            }
            records.append(try record(&rest))
        }
        return records
    }

    private static func withoutReturns(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        scalars.indices.filter { scalars[$0] != "\r" || !(scalars[($0 + 1)...].first.map { $0 == "\n" } ?? true) }
            .map { scalars[$0] }
    }

    private static func record(_ rest: inout ArraySlice<Unicode.Scalar>) throws -> [String] {
        var fields: [String] = []
        while true {
            fields.append(try rest.first == "\"" ? quoted(&rest) : plain(&rest))
            guard let next = rest.first else { return fields }
            guard next == "," else { return fields }
            rest.removeFirst()
        }
    }

    private static func plain(_ rest: inout ArraySlice<Unicode.Scalar>) throws -> String {
        let field = rest.prefix { $0 != "," && $0 != "\n" }
        guard !field.contains("\"") else { throw HCLFunction.Failure("bare \" in a field without quotes") }
        rest = rest[field.endIndex...]
        return field.reduce(into: "") { $0.unicodeScalars.append($1) }
    }

    private static func quoted(_ rest: inout ArraySlice<Unicode.Scalar>) throws -> String {
        var field = ""
        rest.removeFirst()
        while let next = rest.popFirst() {
            guard next == "\"" else {
                field.unicodeScalars.append(next)
                continue
            }
            guard rest.first == "\"" else {
                guard rest.first.map({ $0 == "," || $0 == "\n" }) ?? true else {
                    throw HCLFunction.Failure("extraneous or missing \" in a quoted field")
                }
                return field
            }
            rest.removeFirst()
            field += "\""
        }
        throw HCLFunction.Failure("a quoted field is not closed")
    }
}
