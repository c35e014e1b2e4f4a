/// What both programs are asked, by kind.
enum DifferentialExpressions {
    static let groups: [String: [String]] = [
        "strings": strings,
        "formats": formats,
        "patterns": patterns,
        "collections": collections,
        "numbers": numbers,
        "notations": notations,
        "times": times,
        "network": network,
        "paths": paths,
        "language": language,
    ]

    /// Answers on purpose unlike those of Packer 1.6.6, and why.
    static let intended: [String: String] = [
        #"cidrsubnet("10.0.0.0/8", 8, -1)"#: "1.6.6 counts into another network; a negative number is refused",
        #"lookup({a = 1, b = "x"}, "c", null)"#: "1.6.6's jsonencode does not take a null without type",
        #"jsonencode(null)"#: "1.6.6's jsonencode does not take a null without type",
        #"contains([null], null)"#: "1.6.6 leaves a comparison with null open",
        #"jsondecode("null")"#: "1.6.6's jsonencode does not take a null without type",
        #"jsondecode("-0")"#: "there is one zero",
        #"yamldecode("a: {<<: [{b: 1}, {b: 2, c: 3}]}")"#: "the merge key takes a list, as its specification says",
        #"base64gzip("") == """#: "base64gzip came after 1.6.6",
        #"convert(null, string)"#: "1.6.6's jsonencode does not take a null without type",
        #"coalescelist(convert(null, list(string)), [1])"#: "a null list is passed over since 1.7",
        #"floor(1e30)"#: "1.6.6 cuts the number to 64 bits",
        #"regex("a", "a")"#: "regex came after 1.6.6",
        #"regexall("a", "a")"#: "regexall came after 1.6.6",
        #"sum([1])"#: "sum came after 1.6.6",
        #"alltrue([true])"#: "alltrue came after 1.6.6",
        #"anytrue([true])"#: "anytrue came after 1.6.6",
        #"startswith("a", "a")"#: "startswith came after 1.6.6",
        #"endswith("a", "a")"#: "endswith came after 1.6.6",
        #"strcontains("a", "a")"#: "strcontains came after 1.6.6",
        #"index(["a"], "a")"#: "the position of an element; 1.6.6 has the operator [] under this name",
        #"textencodebase64("a", "UTF-8")"#: "textencodebase64 came after 1.6.6",
        #"textdecodebase64("YQ==", "UTF-8")"#: "textdecodebase64 came after 1.6.6",
        #"rfc3339_parse("2020-01-01T00:00:00Z")"#: "rfc3339_parse came after 1.6.6",
        #"unix_timestamp_parse(0)"#: "unix_timestamp_parse came after 1.6.6",
        #"true ? null : null"#: "1.6.6's jsonencode does not take a null without type",
    ]

    /// Every expression, in an order that does not change.
    static let all = groups.sorted { $0.key < $1.key }.flatMap(\.value)
}
