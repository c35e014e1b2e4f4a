extension PeerTemplate {
    /// Values, with `var.v@` an object and `var.l@` a list of strings.
    static let expressions: [PeerTemplate] =
        [
            // Literals and operators.
            "1", "1.5e3", "0x10", "1_000", "\"a\"", "true", "null", "True", "-1", "- 1", "--1", "!true", "!1",
            "!\"true\"",
            "!\"yes\"", "1 + 2 * 3", "1 + \"2\"", "1 + \"x\"", "1 + true", "0 / 1", "1 +", "* 1", "1 1",
            "(1", "1)", "(1 +\n 2)", "1 +\n 2", "1 == \"1\"", "1 < \"2\"", "1 < \"x\"", "\"a\" < \"b\"",
            "true && \"true\"",
            "true && 1", "true & false", "true || false", "1 || true",
            "null + 1", "null == null", "1 ? 2 : 3", "true ? 2", "true ? 2 : \"a\"", "true ? [1] : {}", "null ? 1 : 2",
            "\"true\" ? 1 : 2", "true ? { a = 1 } : { b = 2 }", "true ? [1] : [\"a\", 2]", "true ? null : [1]",
            // Strings and templates.
            "\"${1}\"", "\"${\"", "\"$${x}\"", "\"%%{x}\"", "\"\\q\"", "\"\\u12\"", "\"\\u00e9\"", "\"a\nb\"", "'a'",
            "`a`",
            "\"${[1]}\"", "\"x${[1]}\"", "\"x${null}\"", "\"${null}\"", "\"x${{}}\"", "\"%{ if true }a%{ endif }\"",
            "\"%{ if true }a\"", "\"%{ if 1 }a%{ endif }\"", "\"%{ for x in [1, 2] }${x}%{ endfor }\"",
            "\"%{ for x in 1 }${x}%{ endfor }\"", "\"%{ else }\"", "\"%{ endif }\"", "\"%{ foo }\"", "\"a ${~ 1 ~} b\"",
            "<<EOT\nx\nEOT", "<<-EOT\n  x ${1}\n  EOT", "<<EOT\nx\n", "<<-EOT\n  ${\n  1\n  }\nEOT", "<< EOT\nx\nEOT",
            "\"a\" \"b\"", "\"é\"", "“a”",
            // Collections.
            "[]", "[1,]", "[,1]", "[1 2]", "[1\n, 2\n]", "{}", "{ a = 1 }", "{ a: 1, }", "{ a = 1 b = 2 }",
            "{\n a = 1\n b = 2\n}", "{ a.b = 1 }", "{ (\"a\") = 1 }", "{ \"a${1}\" = 1 }", "{ a = 1, a = 2 }",
            "{ null = 1 }", "{ (null) = 1 }", "{ [1] = 1 }", "{ 1 = 2 }", "{ a }", "{ a = }", "[for x in [1] : x]",
            "[for x in [1] x]", "[for x in 1 : x]", "[for x in null : x]", "[for i, x in [1] : i]",
            "[for i, j, k in [1] : i]",
            "{ for x in [\"a\"] : x => 1 }", "{ for x in [\"a\", \"a\"] : x => 1 }",
            "{ for x in [\"a\", \"a\"] : x => 1... }",
            "{ for x in [\"a\"] : x }", "[for x in [1] : x => x]", "[for x in [1, 2] : x if x > 1]",
            "[for x in [1, 2] : x if x]", "[for x in [1, 2] : x if \"no\"]", "{ for k, v in { a = 1 } : v => k }",
            // Accesses.
            "var.v@.name", "var.v@.nmae", "var.v@[\"name\"]", "var.v@[\"none\"]", "var.v@.keys[0]", "var.v@.keys[2]",
            "var.v@.keys[-1]", "var.v@.keys[\"0\"]", "var.v@.keys[\"a\"]", "var.v@.keys[0.5]", "var.v@.keys.1",
            "var.v@.keys.5", "var.v@.keys[*]", "var.v@.keys.*", "var.v@[*].name", "var.l@[0]", "var.l@[9]", "var.l@.x",
            "var.l@[null]", "var.l@[true]", "[1, 2][1]", "{ a = 1 }.a", "{ a = 1 }.b", "{ a = 1 }[\"a\"]", "\"a\".b",
            "\"a\"[0]", "1.a", "null.a", "null[*]", "[null][0]", "[{ a = 1 }, { a = 2 }].*.a",
            "[{ a = 1 }, { b = 2 }][*].a",
            "var.nosuch", "var", "local.nosuch", "nosuch", "nosuch.a", "path.root", "path.cwd", "path.home",
            // Calls.
            "upper(\"a\")", "upper()", "upper(1)", "upper([])", "upper(\"a\", \"b\")", "upper(null)", "nosuch(1)",
            "upper(\"a\",)",
            "upper \"a\"", "max(1, 2)", "max([1, 2]...)", "max(1...)", "max()", "length([1])", "length(1)",
            "join(\",\", [1, 2])",
            "join(\",\", 1)", "try(var.v@.gone, 1)", "try(var.v@.gone)", "can(var.v@.gone)", "format(\"%d\", \"x\")",
            "format(\"%s\")", "jsondecode(\"{\")", "jsondecode(\"{}\")", "concat([1], [2])", "concat(1)",
            "element([], 0)",
            "element([1], 5)", "lookup({ a = 1 }, \"b\", 2)", "substr(\"abc\", 1, 1)", "regex(\"[\", \"a\")",
            "formatdate(\"YYYY\", \"x\")", "cidrhost(\"10.0.0.0/8\", 5)", "cidrhost(\"10.0.0.0\", 5)",
            "parseint(\"z\", 10)",
            "file(\"no-such-file\")", "base64decode(\"***\")", "zipmap([\"a\"], [1])", "zipmap([\"a\"], [])",
            "range(3)",
            "convert(\"1\", number)", "convert(\"a\", number)", "convert([1], set(string))", "setunion([1], [2])",
        ].map { PeerTemplate($0) } + [
            PeerTemplate("1 / 0", differs: "the language says that this is an error; 1.6.6 goes on with infinity"),
            PeerTemplate("1 % 0", differs: "the language says that this is an error; 1.6.6 goes on with infinity"),
            PeerTemplate("false && nosuch", differs: "a decisive side voids errors of the other since 1.15"),
            PeerTemplate("true || var.v@.gone", differs: "a decisive side voids errors of the other since 1.15"),
        ]
}
