extension DifferentialExpressions {
    static let language = [
        #"try(1, 2)"#, #"try([][0], "x")"#, #"try(upper(1, 2), "x")"#, #"can(1)"#, #"can([][0])"#,
        #"can(upper(null))"#, #"convert("1", number)"#, #"convert([1], list(string))"#,
        #"convert(["a", "a"], set(string))"#, #"convert("x", number)"#, #"convert({a = 1}, map(string))"#,
        #"convert({a = "1", b = 2}, object({a = number}))"#, #"convert({}, object({a = number}))"#,
        #"convert([1, "a"], tuple([string, string]))"#, #"convert(["b", "a"], set(string))"#, #"convert("yes", bool)"#,
        #"convert("true", bool)"#, #"convert("1", bool)"#, #"convert(1, bool)"#, #"convert(true, string)"#,
        #"convert("1e3", number)"#, #"convert("0x10", number)"#, #"convert(" 1", number)"#, #"convert("1_0", number)"#,
        #"convert("+1", number)"#, #"convert("inf", number)"#, #"convert("", number)"#,
        #"[for s in convert(["b", "a", "b"], set(string)) : s]"#, #"{for k, v in {a = 1} : upper(k) => v}"#,
        #""${[1][0]}""#, #""a${1.50}b""#, #""${true}x""#, #""%{ for x in [1, 2] }${x},%{ endfor }""#, #"[1, 2, 3][1]"#,
        #"{a = {b = 1}}.a.b"#, #"[{a = 1}, {a = 2}].*.a"#, #"[{a = 1}][*].a"#, #"null == null"#, #"1 == 1.0"#,
        #""a" == "a""#, #"[1] == [1]"#, #"true ? 1 : "a""#, #"1 < 2 && 2 < 3"#, #"!false"#, #"-"5""#, #""5" + "6""#,
        #""e\u0301" == "é""#, #"length("e\u0301") == 1"#, #"upper("\u0065\u0301")"#,
        #"convert({a = [1, 2]}, map(list(string)))"#, #"convert([["a"], []], list(list(string)))"#,
        #"convert([1, "a", true], list(string))"#, #"convert({a = 1, b = "x"}, map(any))"#,
        #"convert([1, "a"], list(any))"#, #"convert([3, 1, 2, 10], set(number))"#,
        #"convert([true, false], set(bool))"#, #"convert([[2], [1]], set(list(number)))"#,
        #"convert([{a = 2}, {a = 1}], set(object({a = number})))"#, #"convert(null, list(string))[*]"#,
        #"convert(null, list(string)).*.a"#, #"convert(null, string)[*]"#, #"convert(null, object({a = string}))[*].a"#,
        #"[[7]].0[0]"#, #"[[7]][0].0"#, #"[[7]].*.0"#,
    ]
}
