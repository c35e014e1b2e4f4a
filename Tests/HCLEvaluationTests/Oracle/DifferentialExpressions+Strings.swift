extension DifferentialExpressions {
    static let strings = [
        #"upper("straße ǆ ﬁ")"#, #"lower("ÀÉİ ΑΣ")"#, #"title("foo-bar baz_x o'neil ÉTÉ 1st")"#, #"title("ǆabc")"#,
        #"title("")"#, #"upper(5)"#, #"upper(true)"#, #"upper(null)"#, #"upper([])"#, #"upper({})"#,
        #"strrev("añb👨‍👩‍👧‍👦c")"#, #"strrev("")"#, #"strrev("e\u0301x")"#, #"substr("hello", 0, 2)"#,
        #"substr("hello", -3, 2)"#, #"substr("hello", 1, -1)"#, #"substr("hello", 10, 2)"#,
        #"substr("hello", -10, 2)"#, #"substr("", 0, 1)"#, #"substr("👨‍👩‍👧‍👦ab", 1, 1)"#, #"substr("hello", 1.5, 2)"#,
        #"substr("hello", 0, 0)"#, #"substr("hello", 2, 100)"#, #"substr("abc", "1", "1")"#, #"length("")"#,
        #"length("👨‍👩‍👧‍👦")"#, #"length("e\u0301")"#, #"length("\r\n")"#, #"length("🇩🇪🇫🇷")"#, #"length("한국")"#,
        #"length("নি")"#, #"trim("xxaxx", "x")"#, #"trim("  a ", " ")"#, #"trim("éaé", "é")"#, #"trim("abc", "")"#,
        #"trim("", "a")"#, #"trimprefix("aab", "a")"#, #"trimprefix("ab", "")"#, #"trimsuffix("baa", "aa")"#,
        #"trimspace("\u00a0\t a \n")"#, #"trimspace("\u2003a\u200b")"#, #"trimspace("\u0085a\u1680")"#,
        #"chomp("a\r\n")"#, #"chomp("a\n\nb\n")"#, #"chomp("a\r\n\r\n")"#, #"chomp("a\n\r")"#, #"chomp("\n")"#,
        #"chomp("")"#, #"indent(2, "a\nb\n\nc\n")"#, #"indent(0, "a\nb")"#, #"indent(2, "")"#, #"indent(-1, "a\nb")"#,
        #"indent(1.5, "a\nb")"#, #"replace("a.b.c", ".", "-")"#, #"replace("aaa", "aa", "b")"#,
        #"replace("abc", "", "-")"#, #"replace("", "", "x")"#, #"replace("x1y2", "/[0-9]/", "z")"#,
        #"replace("é", "", "-")"#, #"split(",", "a,b,,c")"#, #"split("", "añb")"#, #"split(",", "")"#,
        #"split("ab", "1ab2ab")"#, #"split("", "")"#, #"join("-", ["a", "b"])"#, #"join("-", [])"#,
        #"join(",", ["a"], ["b", "c"])"#, #"join(",", ["a", null])"#, #"join(",")"#, #"join(",", [1, true])"#,
        #"join(1, ["a", "b"])"#, #"join(",", "a")"#,
    ]
}
