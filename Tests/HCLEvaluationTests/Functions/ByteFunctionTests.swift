import Cryptography
import Diagnostics
import HCLValues
import HostOS
import Testing

@testable import HCLEvaluation

/// Functions that the peer of the comparisons does not have, or whose results differ from call to call.
@Suite struct ByteFunctionTests {
    static let values: [(String, String)] = [
        (#"textencodebase64("aé", "UTF-16LE")"#, #""YQDpAA==""#), (#"textencodebase64("é", "ISO-8859-1")"#, #""6Q==""#),
        (#"textencodebase64("a", "UTF-16")"#, #""/v8AYQ==""#), (#"textencodebase64("€", "windows-1252")"#, #""gA==""#),
        (#"textencodebase64("あ", "Shift_JIS")"#, #""gqA=""#), (#"textencodebase64("", "UTF-8")"#, #""""#),
        (#"textdecodebase64("YQDpAA==", "UTF-16LE")"#, #""aé""#), (#"textdecodebase64("6Q==", "iso-8859-1")"#, #""é""#),
        (#"textdecodebase64("//5hAA==", "UTF-16")"#, #""a""#), (#"textdecodebase64("AGE=", "UTF-16")"#, #""a""#),
        (#"yamldecode("")"#, "null"), (#"yamldecode("~")"#, "null"),
        (#"yamldecode(yamlencode({a = [1, null, "x\ny"], b = {}}))"#, #"{"a":[1,null,"x\ny"],"b":{}}"#),
        (#"startswith(null, "a")"#, "false"), (#"startswith("", "")"#, "true"), (#"startswith("é", "e")"#, "false"),
        (#"sum(["1", 2, 0.5])"#, "3.5"), (#"alltrue([true, "false"])"#, "false"), (#"anytrue([])"#, "false"),
        (#"index([1, "a"], "a")"#, "1"), (#"endswith("aé", "é")"#, "true"), (#"strcontains("", "")"#, "true"),
        (#"regex("^(?:v)?(\\d+)\\.(\\d+)$", "v1.20")"#, #"["1","20"]"#), (#"regex("\\pL+", "1éß2")"#, #""éß""#),
        (#"regexall("[a-z]", "123")"#, "[]"),
        (
            #"regexall("(?P<k>\\w)=(?P<v>\\w)", "a=1 b=2")"#,
            #"[{"k":"a","v":"1"},{"k":"b","v":"2"}]"#
        ),
        (#"regexall("\\b", "ab cd")"#, #"["","","",""]"#),
    ]

    @Test("gives the documented value", arguments: values)
    func value(expression: String, expected: String) {
        #expect(FunctionTesting.text(expression) == expected)
    }

    @Test(
        "says what is wrong",
        arguments: [
            (#"textencodebase64("€", "ISO-8859-1")"#, "cannot be represented in ISO-8859-1"),
            (#"textencodebase64("a", "nope")"#, "not a supported IANA encoding"),
            (#"textencodebase64("a", "UTF-8//TRANSLIT")"#, "not a supported IANA encoding"),
            (#"textencodebase64("a", "")"#, "not a supported IANA encoding"),
            (#"textencodebase64("a", "WCHAR_T")"#, "not a supported IANA encoding"),
            (#"textdecodebase64("2A==", "UTF-16LE")"#, "not valid in the encoding"),
            (#"textdecodebase64("!", "UTF-8")"#, "base64"), ("bcrypt(\"a\", 4, 5)", "no more than two"),
            ("bcrypt(\"a\", 4.5)", "whole number"), (#"rsadecrypt("!", "k")"#, "base64"),
            (#"rsadecrypt("YQ==", "k")"#, "private RSA key in PEM form"),
            (#"yamldecode("a: [1")"#, "invalid YAML at line"),
            (#"yamldecode("a: .inf")"#, "not supported"), ("base64gzip(null)", "must not be null"),
            (#"regex("(?=a)", "a")"#, "invalid regular expression"), (#"regex("(a)\\1", "aa")"#, "invalid regular"),
            (#"vault("p", "k")"#, "cannot be reached"), (#"aws_secretsmanager("n", null)"#, "cannot be reached"),
            (#"aws_secretsmanager("n")"#, "Missing value for \"key\""), ("sum([\"x\"])", "a number is required"),
        ])
    func failure(expression: String, expected: String) {
        let text = FunctionTesting.text(expression)
        #expect(text.contains(expected), "\(text)")
    }

    @Test("base64gzip makes what gunzip reads")
    func gzip() async throws {
        let text = try #require(FunctionTesting.evaluate(#"base64gzip("héllo")"#).0.stringValue)
        let result = try await runProcess("/bin/gzip", ["-dc"], input: try #require(Base64.bytes(text)))
        #expect(String(decoding: result.standardOutput, as: UTF8.self) == "héllo")
    }

    @Test("bcrypt salts each hash, with cost 10 where none is given or it is too low")
    func bcrypt() {
        let hashes = ["bcrypt(\"x\")", "bcrypt(\"x\")", "bcrypt(\"x\", 1)"].map {
            FunctionTesting.evaluate($0).0.stringValue ?? ""
        }
        #expect(hashes.allSatisfy { $0.hasPrefix("$2a$10$") && $0.utf8.count == 60 })
        #expect(Set(hashes).count == 3)
        #expect(FunctionTesting.evaluate("bcrypt(\"x\", 4)").0.stringValue?.hasPrefix("$2a$04$") == true)
    }

    @Test("secrets of stores are sensitive, and failures of lookups are told")
    func secrets() {
        let lookups = SecretLookups(
            vault: { path, key in "\(path)/\(key ?? "-")" }, consul: { name, _ in name + "!" },
            awsSecret: { name, key in "\(name):\(key ?? "-")" },
            awsSecretText: { (_, _) throws(HCLFunction.Failure) in throw HCLFunction.Failure("no such secret") })
        let functions = FunctionLibrary.standard(.init(startTime: 0, currentTime: { 0 }, secrets: lookups))
        let cases = [
            ("vault(\"a\", \"b\")", "a/b"), ("consul_key(\"k\")", "k!"), ("aws_secretsmanager(\"n\", null)", "n:-"),
            ("aws_secretsmanager(\"n\", \"k\")", "n:k"),
        ]
        for (expression, expected) in cases {
            let (value, problems) = FunctionTesting.evaluate(expression, functions: functions)
            #expect(problems.isEmpty)
            #expect(value == .string(expected).marked())
        }
        let (_, problems) = FunctionTesting.evaluate("aws_secretsmanager_raw(\"n\")", functions: functions)
        #expect(problems.first?.detail.contains("no such secret") == true)
    }
}
