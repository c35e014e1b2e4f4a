import Cryptography
import GoTemplate
import HCLValues
import JSONText

/// Functions that change the notation of data.
enum EncodingFunctions {
    static let all: [HCLFunction] = [
        .define("jsonencode", [.init("val", .dynamic, allowsNull: true)], returns: .string) { arguments in
            .string(JSONWriter(escapesHTML: true).text(try arguments[0].jsonValue()))
        },
        .define("jsondecode", [.init("str", .string)], returns: .dynamic) { arguments in
            do {
                return try HCLValue(json: try JSONParser.parse(try arguments.string(0)))
            } catch let error as JSONSyntaxError {
                throw HCLFunction.Failure("\(error)", argument: 0)
            }
        },
        .define("base64encode", [.init("str", .string)], returns: .string) { arguments in
            .string(Base64.text(Array(try arguments.string(0).utf8)))
        },
        .define("base64decode", [.init("str", .string)], returns: .string) { arguments in
            guard let bytes = Base64.bytes(try arguments.string(0)) else {
                throw HCLFunction.Failure("failed to decode base64 data", argument: 0)
            }
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw HCLFunction.Failure(
                    "the result of decoding the provided string is not valid UTF-8", argument: 0)
            }
            return .string(text)
        },
        .define("urlencode", [.init("str", .string)], returns: .string) { arguments in
            .string(try arguments.string(0).goQueryEscaped)
        },
        .define("csvdecode", [.init("str", .string)], returns: .dynamic) { arguments in
            try table(CSVText.records(try arguments.string(0)))
        },
    ]

    private static func table(_ records: [[String]]) throws -> HCLValue {
        guard let header = records.first else { throw HCLFunction.Failure("missing header line", argument: 0) }
        let names = Set(header)
        guard names.count == header.count else {
            throw HCLFunction.Failure("duplicate column name in the header line", argument: 0)
        }
        let rows = try records.dropFirst().map { record in
            guard record.count == header.count else {
                throw HCLFunction.Failure("a record has another number of fields than the header line", argument: 0)
            }
            return HCLValue.object(Dictionary(zip(header, record.map(HCLValue.string))) { first, _ in first })
        }
        let type = HCLType.object(Dictionary(header.map { ($0, HCLType.string) }) { first, _ in first })
        return .list(of: type, rows)
    }
}

/// Comma-separated values by RFC 4180.
private enum CSVText {
    static func records(_ text: String) throws -> [[String]] {
        var records: [[String]] = []
        var rest = Array(text.unicodeScalars)[...]
        while !rest.isEmpty {
            if rest.first == "\n" || rest.first == "\r" {
                rest.removeFirst()
                continue
            }
            records.append(try record(&rest))
        }
        return records
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
        let field = rest.prefix { $0 != "," && $0 != "\n" && $0 != "\r" }
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
                guard rest.first.map({ $0 == "," || $0 == "\n" || $0 == "\r" }) ?? true else {
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
