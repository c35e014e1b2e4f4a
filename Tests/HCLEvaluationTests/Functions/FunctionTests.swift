import Diagnostics
import HCLValues
import Testing

@testable import HCLEvaluation

@Suite struct FunctionTests {
    static let strings: [(String, String)] = [
        (#"upper("aé")"#, #""AÉ""#), (#"title("hello big-world it's")"#, #""Hello Big-World It'S""#),
        (#"strrev("ae\u0301b")"#, #""béa""#), (#"trimspace("  a\t\n")"#, #""a""#), (#"trim("xxaxx", "x")"#, #""a""#),
        (#"trimprefix("abc", "ab")"#, #""c""#), (#"trimsuffix("abc", "bc")"#, #""a""#), (#"chomp("a\r\n\n")"#, #""a""#),
        (#"indent(2, "a\nb")"#, #""a\n  b""#), (#"replace("a.b.c", ".", "-")"#, #""a-b-c""#),
        (#"replace("a1", "/[0-9]/", "x")"#, #""a1""#), (#"substr("hello", 1, 3)"#, #""ell""#),
        (#"substr("hello", -3, -1)"#, #""llo""#), (#"split(",", "a,b,")"#, #"["a","b",""]"#),
        (#"split(",", "")"#, #"[""]"#),
        (#"join("-", ["a"], ["b", 1])"#, #""a-b-1""#), (#"startswith("abc", "ab")"#, "true"),
        (#"endswith("abc", "bc")"#, "true"), (#"strcontains("abc", "x")"#, "false"),
        (#"format("%s-%d-%05.1f-%v-%q", "a", 5, 2.55, [1], "x")"#, #""a-5-002.5-[1]-\"x\"""#),
        (#"format("%[2]s %[1]s %%", "a", "b")"#, #""b a %""#),
        (#"format("%3d|%-3d|%#v", 5, 5, "s")"#, #""  5|5  |\"s\"""#),
        (#"formatlist("%s.%s", ["a", "b"], "x")"#, #"["a.x","b.x"]"#),
        (#"regex("[0-9]+", "a12b")"#, #""12""#), (#"regex("(a)(b)?", "a")"#, #"["a",null]"#),
        (#"regex("(?P<k>[a-z]+)=(?P<v>.*)", "x=1")"#, #"{"k":"x","v":"1"}"#),
        (#"regexall("a*", "baab")"#, #"["","aa",""]"#),
        (#"regex_replace("a1b2", "([0-9])", "<$1>")"#, #""a\u003c1\u003eb\u003c2\u003e""#),
        (#"regex_replace("ab", "(?P<x>a)", "$${x}$$")"#, #""a$b""#),
    ]

    static let collections: [(String, String)] = [
        (#"concat(["a"], [1])"#, #"["a",1]"#), (#"merge({a=1}, null, {b=2, a=3})"#, #"{"a":3,"b":2}"#),
        ("merge()", "{}"),
        ("keys({b=1, a=2})", #"["a","b"]"#), ("values({b=1, a=2})", "[2,1]"), (#"length("ae\u0301")"#, "2"),
        ("length([1,2])", "2"), (#"lookup({a=1}, "b", 5)"#, "5"), ("element([1,2,3], 4)", "2"),
        ("element([1,2,3], -1)", "3"),
        (#"contains(["a"], "a")"#, "true"), (#"contains([1], "1")"#, "false"), (#"index(["a","b"], "b")"#, "1"),
        ("flatten([[1,[2]],[],3])", "[1,2,3]"), (#"distinct(["a","b","a"])"#, #"["a","b"]"#),
        (#"compact(["a","",null,"b"])"#, #"["a","b"]"#), (#"coalesce(null, "", "x")"#, #""x""#),
        ("coalescelist([], [1])", "[1]"),
        ("chunklist([1,2,3], 2)", "[[1,2],[3]]"), ("chunklist([1,2], 0)", "[[1,2]]"), ("slice([1,2,3], 1, 2)", "[2]"),
        (#"sort(["b","A","a"])"#, #"["A","a","b"]"#), ("reverse([1,2])", "[2,1]"), ("range(3)", "[0,1,2]"),
        ("range(1, 4, 2)", "[1,3]"), ("range(3, 0)", "[3,2,1]"), ("sum([1, 2.5])", "3.5"), ("alltrue([])", "true"),
        ("anytrue([false, true])", "true"), (#"setproduct(["a","b"], [1])"#, #"[["a",1],["b",1]]"#),
        (#"setunion(["b"], ["a","b"])"#, #"["a","b"]"#), (#"setintersection(["a","b"], ["b"])"#, #"["b"]"#),
        (#"zipmap(["a","b"], [1, "x"])"#, #"{"a":1,"b":"x"}"#),
    ]

    static let conversions: [(String, String)] = [
        (#"convert(["1", 2], list(number))"#, "[1,2]"), (#"convert("true", bool)"#, "true"),
        ("convert({a = 1}, object({a = string, b = optional(number, 5)}))", #"{"a":"1","b":5}"#),
    ]

    static let numbers: [(String, String)] = [
        ("max(1, 3, 2)", "3"), ("min(1, -3)", "-3"), ("abs(-1.5)", "1.5"), ("ceil(1.2)", "2"), ("floor(-1.2)", "-2"),
        ("pow(2, 10)", "1024"), ("log(100, 10)", "2"), ("signum(-5)", "-1"), (#"parseint("ff", 16)"#, "255"),
        (#"parseint("-Z", 62)"#, "-61"),
    ]

    static let notations: [(String, String)] = [
        (#"jsonencode({b=[1,null], a="<"})"#, #""{\"a\":\"\\u003c\",\"b\":[1,null]}""#),
        (#"jsondecode("{\"a\":[1.0,true]}")"#, #"{"a":[1,true]}"#),
        (#"base64encode("é")"#, #""w6k=""#), (#"base64decode("w6k=")"#, #""é""#), (#"urlencode("a b&")"#, #""a+b%26""#),
        (#"csvdecode("a,b\n1,\"x \"\"y\"\"\"\n")"#, #"[{"a":"1","b":"x \"y\""}]"#),
        (#"md5("a")"#, #""0cc175b9c0f1b6a831c399e269772661""#), (#"length(sha512("a"))"#, "128"),
        (#"uuidv5("dns", "www.example.com")"#, #""2ed6657d-e927-568b-95e1-2665a8aea6a2""#), ("length(uuidv4())", "36"),
    ]

    static let places: [(String, String)] = [
        (#"basename("/a/b.c")"#, #""b.c""#), (#"dirname("/a/b.c")"#, #""/a""#), (#"abspath("x")"#, #""/folder/x""#),
        ("timestamp()", #""2024-02-09T15:04:06Z""#), (#"legacy_isotime("2006")"#, #""2024""#),
        ("legacy_isotime()", #""2024-02-09T15:04:05Z""#),
        (#"legacy_strftime("%Y")"#, #""2024""#),
        (#"timeadd("2024-02-28T23:30:00Z", "1h")"#, #""2024-02-29T00:30:00Z""#),
        (
            #"formatdate("EEE, DD MMM YYYY hh:mm:ss 'at' ZZZ", "2024-02-09T15:04:05Z")"#,
            #""Fri, 09 Feb 2024 15:04:05 at UTC""#
        ),
        (#"formatdate("H AA", "2024-02-09T15:04:05Z")"#, #""3 PM""#), (#"env("NAME")"#, #""value""#),
        (#"cidrhost("10.1.2.0/24", 5)"#, #""10.1.2.5""#), (#"cidrhost("10.1.2.0/24", -1)"#, #""10.1.2.255""#),
        (#"cidrhost("fd00::/64", 34)"#, #""fd00::22""#), (#"cidrnetmask("10.0.0.0/12")"#, #""255.240.0.0""#),
        (#"cidrsubnet("172.16.0.0/12", 4, 2)"#, #""172.18.0.0/16""#),
        (#"cidrsubnet("fd00:fd12:3456:7890::/56", 16, 162)"#, #""fd00:fd12:3456:7800:a200::/72""#),
        (#"cidrsubnets("10.1.0.0/16", 4, 4, 8, 4)"#, #"["10.1.0.0/20","10.1.16.0/20","10.1.32.0/24","10.1.48.0/20"]"#),
    ]

    static let families: [[(String, String)]] = [strings, collections, conversions, numbers, notations, places]

    @Test(arguments: families.flatMap(\.self))
    func `gives the documented value`(expression: String, expected: String) {
        #expect(FunctionTesting.text(expression) == expected)
    }

    static let failures: [(String, String)] = [
        ("element([], 0)", "empty list"), (#"convert("x", number)"#, "a number is required"),
        ("convert(1)", "takes a value and a type"), ("range(2000)", "more than 1024"),
        (#"regex("(", "a")"#, "invalid regular expression"),
        (#"regex("x", "a")"#, "did not match"), (#"regex("(a)(?P<n>b)", "ab")"#, "cannot mix"),
        (#"parseint("9", 8)"#, "cannot parse"),
        ("upper(null)", "must not be null"), (#"format("%d", "x")"#, "a number is required"),
        (#"format("a", 1)"#, "too many arguments"),
        (#"format("%s")"#, "not enough arguments"), (#"jsondecode("{")"#, "invalid JSON"),
        (#"base64decode("!")"#, "base64"),
        (#"base64decode("/w==")"#, "not valid UTF-8"), ("max()", "at least one"),
        (#"index(["a"], "x")"#, "item not found"),
        (#"cidrhost("10.0.0.0/33", 1)"#, "invalid CIDR"), (#"cidrhost("10.0.0.0/30", 9)"#, "does not accommodate"),
        (#"cidrnetmask("fd00::/8")"#, "IPv6"), (#"formatdate("Q", "2024-02-09T15:04:05Z")"#, "invalid date format"),
        (#"timeadd("x", "1h")"#, "RFC3339"), ("sum([])", "empty list"), (#"file("/nonexistent")"#, "no file exists"),
        ("slice([1], 0, 5)", "end index"), (#"chunklist([1], -1)"#, "positive"),
        (#"coalesce(null, "")"#, "no non-null"),
        (#"pow(10, 10000)"#, "no finite number"), (#"csvdecode("a,a\n")"#, "duplicate"),
        (#"zipmap(["a"], [])"#, "does not match"),
    ]

    @Test(arguments: failures)
    func `says what is wrong`(expression: String, expected: String) {
        let text = FunctionTesting.text(expression)
        #expect(text.contains(expected), "\(text)")
    }

    @Test func `gives unknown for unknown and keeps secrets marked`() {
        let variables: [String: HCLValue] = ["u": .unknown(.string), "s": .string("secret").marked()]
        let (unknown, _) = FunctionTesting.evaluate("upper(u)", variables: variables)
        #expect(unknown == .unknown(.string))
        let (secret, _) = FunctionTesting.evaluate("upper(s)", variables: variables)
        #expect(secret == .string("SECRET").marked())
    }

    /// A call of every function of which one argument is `x`, a text or a list of texts.
    static let calls = [
        "upper(x)", "lower(x)", "title(x)", "strrev(x)", "trimspace(x)", "chomp(x)", "indent(2, x)", "trim(x, \"a\")",
        "trimprefix(x, \"a\")", "trimsuffix(\"a\", x)", "replace(x, \"a\", \"b\")", "substr(x, 0, 1)",
        "split(\",\", x)", "join(x, [\"a\"])", "startswith(x, \"a\")", "endswith(x, \"a\")",
        "strcontains(\"a\", x)", "format(\"%s\", x)", "formatlist(\"%s\", x)", "regex(\"a\", x)",
        "regexall(\"a\", x)", "regex_replace(x, \"a\", \"b\")", "length(x)", "contains([\"a\"], x)",
        "coalesce(x, \"b\")", "jsonencode(x)", "jsondecode(x)", "yamlencode(x)", "yamldecode(x)", "base64encode(x)",
        "base64decode(x)", "base64gzip(x)", "textencodebase64(x, \"UTF-8\")", "textdecodebase64(x, \"UTF-8\")",
        "urlencode(x)", "csvdecode(x)", "md5(x)", "sha1(x)", "sha256(x)", "sha512(x)", "bcrypt(x, 4)",
        "uuidv5(\"dns\", x)", "abspath(x)", "basename(x)", "dirname(x)", "pathexpand(x)", "parseint(x, 16)",
        "concat([x])", "merge({a = x})", "zipmap([\"a\"], [x])", "distinct([x])", "flatten([x])", "keys({(x) = 1})",
        "setunion([x])", "setproduct([x], [\"a\"])", "lookup({}, \"k\", x)", "element([x], 0)", "sort([x])",
        "compact([x])", "reverse([x])", "slice([x], 0, 1)", "chunklist([x], 1)", "try(x)", "convert(x, string)",
    ]

    @Test(arguments: calls)
    func `is unknown for unknown text`(call: String) {
        let (value, problems) = FunctionTesting.evaluate(call, variables: ["x": .unknown(.string)])
        #expect(problems.isEmpty)
        #expect(!value.isWhollyKnown)
    }

    @Test(arguments: calls)
    func `is sensitive for sensitive text`(call: String) {
        let (value, problems) = FunctionTesting.evaluate(call, variables: ["x": HCLValue.string("abcd").marked()])
        #expect(problems.containsError || value.containsSensitive)
        #expect(!"\(problems)".contains("abcd"))
    }

    @Test(arguments: calls.filter { !$0.contains("[x") && !$0.contains("= x") })
    func `refuses an object, or takes any value`(call: String) {
        let (value, problems) = FunctionTesting.evaluate(call, variables: ["x": .object(["a": .object([:])])])
        let takesAny = ["length(", "contains(", "coalesce(", "jsonencode(", "yamlencode(", "lookup(", "try("]
        #expect(problems.containsError || takesAny.contains { call.hasPrefix($0) })
        #expect(problems.containsError || !value.isUnknown)
    }
}
