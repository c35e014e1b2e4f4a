import HCLValues
import HostOS
import Testing

@testable import HCLEvaluation

/// Compares functions with those of Packer's console, on machines that have Packer.
@Suite(
    .enabled(if: HostEnvironment.find(executable: "packer") != nil, "packer is not installed: nothing to compare with"))
struct FunctionOracleTests {
    static let expressions = [
        #"format("%5.2f|%-6s|%06d|%x|%q|%v|%t", 3.14159, "ab", 42, 255, "q\n", 1.5, true)"#,
        #"format("%v %v %v", [1, "a"], {a = null}, null)"#, #"format("%e %g %G", 12345.678, 0.00001, 1e21)"#,
        #"format("%08b|%+d|% d|%o|%X", 5, 5, 5, 64, 255)"#, #"format("%s %s", 1.25, true)"#, #"format("%#v", "a<b")"#,
        #"formatlist("%s=%d", ["a", "b"], [1, 2])"#, #"title("foo bar-baz o'neil 1st_x")"#, #"indent(3, "a\n\nb")"#,
        #"substr("héllo", -2, 5)"#, #"substr("abc", 5, 1)"#, #"trim("--a-b--", "-")"#, #"strrev("añb")"#,
        #"split("", "abc")"#, #"replace("aaa", "a", "bb")"#, #"replace("abc", "", "-")"#, #"chomp("a\n\n")"#,
        #"regex_replace("hello", "l+", "[$0]")"#, #"jsonencode({a = [1.5, "<>&", null], b = 1e30})"#,
        #"jsonencode("\u2028é\u0001")"#, #"jsondecode("{\"a\": [1, 2.50, null]}")"#, #"jsonencode(1/3)"#,
        #"element(["a", "b"], 5)"#, #"merge({a = 1}, {b = "x"})"#, #"keys({b = 1, a = 2})"#,
        #"values({b = 1, a = "x"})"#,
        #"flatten([[1, [2, 3]], 4])"#, #"distinct([1, 2, 1])"#, #"chunklist(["a", "b", "c"], 2)"#,
        #"concat([1], ["a"], [])"#, #"slice(["a", "b", "c"], 0, 2)"#, #"compact(["a", "", "b"])"#,
        #"coalesce("", "b")"#, #"setproduct(["a", "b"], ["c"])"#, #"setunion(["b", "a"], ["a"])"#,
        #"zipmap(["a", "b"], [1, 2])"#, #"range(5)"#, #"range(1, 2, 0.25)"#, #"reverse([1, 2, 3])"#,
        #"sort(["b", "a", "B"])"#, #"contains([1, 2], 2)"#, #"length({a = 1})"#, #"lookup({a = "x"}, "b", "d")"#,
        #"max(1, 2.5)"#, #"min(3, -1)"#, #"abs(-2)"#, #"ceil(1.1)"#, #"floor(-1.1)"#, #"pow(2, 0.5)"#, #"log(8, 2)"#,
        #"signum(-3)"#, #"parseint("zz", 36)"#, #"base64encode("héllo")"#, #"base64decode("aGk=")"#,
        #"urlencode("a b/ü?&=+")"#, #"md5("x")"#, #"sha1("x")"#, #"sha256("x")"#, #"sha512("x")"#,
        #"csvdecode("a,b\n1,2\n")"#,
        #"formatdate("YYYY-MM-DD'T'hh:mm:ssZ EEEE MMM D H:m:s AA", "2020-02-03T14:05:06+01:00")"#,
        #"formatdate("YY MMMM HH aa ZZZZ ZZZZZ ZZZ", "2020-02-03T00:05:06-08:30")"#,
        #"timeadd("2020-01-01T00:00:00Z", "-1h30m")"#,
        #"cidrhost("192.168.1.0/24", 10)"#, #"cidrhost("2001:db8::/32", 255)"#, #"cidrnetmask("172.16.0.0/20")"#,
        #"cidrsubnet("10.0.0.0/8", 8, 3)"#, #"cidrsubnet("2001:db8::/32", 16, 1)"#,
        #"cidrsubnets("10.0.0.0/8", 8, 4, 8)"#,
        #"basename("/a/b/")"#, #"dirname("a/b/c")"#, #"dirname("a")"#, #"uuidv5("dns", "example.com")"#,
        #"upper("straße")"#,
        #"lower("ÀÉ")"#, #"trimspace("\u00a0 a ")"#, #"trimprefix("aab", "a")"#, #"trimsuffix("baa", "a")"#,
        #"join(",", ["a"], ["b"])"#,
    ]

    @Test(arguments: expressions)
    func `agrees with the peer's console`(expression: String) async throws {
        let packer = try #require(HostEnvironment.find(executable: "packer"))
        let peer = try await withTemporaryDirectory(prefix: "oracle") { folder in
            try await runProcess(
                packer, ["console", "--config-type=hcl2"], environment: ["HOME": folder, "CHECKPOINT_DISABLE": "1"],
                input: Array((expression + "\n").utf8))
        }
        let expected = String(decoding: peer.standardOutput, as: UTF8.self)
        let (value, faults) = FunctionTesting.evaluate(expression)
        #expect(faults.isEmpty)
        #expect(value.displayText + "\n" == expected)
    }
}
