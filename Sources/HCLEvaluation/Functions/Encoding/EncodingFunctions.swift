import Compression
import Cryptography
import GoTemplate
import HCLValues
import HostOS
import JSONText

/// Functions that change the notation of data.
enum EncodingFunctions {
    static let all = notations + bytes

    private static let notations: [HCLFunction] = [
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
        .define("urlencode", [.init("str", .string)], returns: .string) { arguments in
            .string(try arguments.string(0).goQueryEscaped)
        },
        .define("csvdecode", [.init("str", .string)], returns: .dynamic) { arguments in
            try table(CSVText.records(try arguments.string(0)))
        },
        .define("yamlencode", [.init("value", .dynamic, allowsNull: true)], returns: .string) { arguments in
            .string(try YAMLNotation.text(arguments[0]))
        },
        .define("yamldecode", [.init("src", .string)], returns: .dynamic) { arguments in
            try YAMLNotation.value(try arguments.string(0))
        },
    ]

    private static let bytes: [HCLFunction] = [
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
        .define("base64gzip", [.init("str", .string)], returns: .string) { arguments in
            .string(Base64.text(try Gzip.compress(Array(try arguments.string(0).utf8))))
        },
        .define("textencodebase64", [.init("string", .string), .init("encoding", .string)], returns: .string) {
            arguments in
            let encoding = try encoding(arguments)
            guard let bytes = encoding.bytes(try arguments.string(0)) else {
                throw HCLFunction.Failure(
                    "the given string contains characters that cannot be represented in "
                        + (try arguments.string(1)), argument: 0)
            }
            return .string(Base64.text(bytes))
        },
        .define("textdecodebase64", [.init("source", .string), .init("encoding", .string)], returns: .string) {
            arguments in
            let encoding = try encoding(arguments)
            guard let bytes = Base64.bytes(try arguments.string(0)) else {
                throw HCLFunction.Failure("failed to decode base64 data", argument: 0)
            }
            guard let text = encoding.text(bytes) else {
                throw HCLFunction.Failure(
                    "the given data is not valid in the encoding \(try arguments.string(1))", argument: 0)
            }
            return .string(text)
        },
    ]

    private static func encoding(_ arguments: FunctionArguments) throws -> CharacterEncoding {
        let name = try arguments.string(1)
        guard let encoding = CharacterEncoding(ianaName: name) else {
            throw HCLFunction.Failure("\"\(name)\" is not a supported IANA encoding name or alias", argument: 1)
        }
        return encoding
    }

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
