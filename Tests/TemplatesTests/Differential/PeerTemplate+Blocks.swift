extension PeerTemplate {
    /// Content of a `variable` block.
    static let declarations: [PeerTemplate] =
        [
            "  default = 1", "  default = null", "  default = [1, \"a\"]", "  default = {}",
            "  default = env(\"HOME\")",
            "  default = env()", "  default = upper(\"a\")", "  default = var.other", "  default = local.other",
            "  default = \"${1 + 1}\"", "  defualt = 1\n  default = 1", "  default = 1\n  default = 2",
            "  description = \"d\"\n  default = 1", "  description = [1]\n  default = 1",
            "  sensitive = true\n  default = 1", "  sensitive = \"x\"\n  default = 1", "  sensitive = true", "",
            "  type = string", "  default = 1\n  nested {}", "  default = 1\n  validation {}",
        ].map { PeerTemplate($0) }
        + [
            ("string", ["\"a\"", "1", "true", "[]", "null"]), ("number", ["1", "\"1\"", "\"a\"", "true", "[1]"]),
            ("bool", ["true", "\"true\"", "\"yes\"", "1", "\"1\""]),
            ("list(string)", ["[]", "[\"a\", 1]", "\"a\"", "{}", "[[]]", "[null]"]),
            ("set(number)", ["[1, 1]", "[\"a\"]", "[\"1\"]"]), ("map(number)", ["{ a = 1 }", "{ a = \"x\" }", "[]"]),
            ("list(any)", ["[1, []]"]), ("map(any)", ["{ a = 1, b = [] }"]),
            ("object({ a = string })", ["{ a = 1 }", "{}", "{ a = \"x\", b = 1 }", "{ a = [] }", "\"a\""]),
            ("tuple([string, number])", ["[\"a\", 1]", "[\"a\"]", "[\"a\", \"b\"]", "[1, 2]"]),
            ("list", ["[1]", "[\"a\"]"]), ("map", ["{ a = 1 }"]),
            ("strin", ["\"a\""]), ("list(strin)", ["[]"]), ("\"string\"", ["\"a\""]), ("list(string, number)", ["[]"]),
            ("object(string)", ["{}"]), ("string()", ["\"a\""]),
            ("list(object({ a = number }))", ["[{ a = 1 }]", "[{}]"]),
        ].flatMap { type, values in values.map { PeerTemplate("  type    = \(type)\n  default = \($0)") } }
        + [
            ("list(any)", "[1, 2]"), ("list(any)", "[1, \"a\"]"), ("map(any)", "{ a = 1, b = 2 }"), ("any", "1"),
            ("any", "[1, \"a\"]"), ("any", "null"), ("object({ a = optional(string) })", "{}"),
        ].map { type, value in
            PeerTemplate(
                "  type    = \(type)\n  default = \(value)", differs: "any and optional are types of later versions")
        }

    /// Content of a `validation` block of a variable `v@` whose value is `abc`.
    static let rules: [PeerTemplate] =
        [
            ("length(var.v@) > 2", "\"Too short.\""), ("length(var.v@) > 5", "\"Too short.\""), ("true", "\"No.\""),
            ("var.v@ == \"abc\"", "\"must be abc.\""), ("var.v@ == \"abc\"", "\"Must be abc\""),
            ("var.v@ == \"abc\"", "\"Must be abc?\""), ("var.v@ == \"abc\"", "\"\""), ("var.other == 1", "\"No.\""),
            ("var.v@", "\"No.\""), ("[var.v@]", "\"No.\""),
            ("can(regex(\"^z\", var.v@))", "\"No.\""), ("length(var.v@) > local.x", "\"No.\""), ("null", "\"No.\""),
            ("var.v@ == null ? true : null", "\"No.\""), ("nosuch(var.v@)", "\"No.\""),
        ].map { PeerTemplate("    condition     = \($0)\n    error_message = \($1)") } + [
            PeerTemplate(
                "    condition     = can(regex(\"^a\", var.v@))\n    error_message = \"No.\"",
                differs: "1.6.6 has no function regex")
        ]

    /// Content of a `build` block with a source `null.s@`.
    static let builds: [PeerTemplate] =
        [
            "  sources = [\"null.s@\"]", "  sources = [\"source.null.s@\"]", "  sources = [\"sources.null.s@\"]",
            "  sources = [\"null.gone\"]", "  sources = [\"null\"]", "  sources = \"null.s@\"", "  sources = [1]",
            "  name = \"x@\"\n  sources = [\"null.s@\"]",
            "  description = \"d\"\n  sources = [\"null.s@\"]", "  nmae = \"x\"\n  sources = [\"null.s@\"]",
            "  name = [1]\n  sources = [\"null.s@\"]", "  source \"null.s@\" {}", "  source \"source.null.s@\" {}",
            "  source \"null.s@\" {\n    name = \"local\"\n  }", "  source \"null.s@\" {\n    ssh_host = \"h\"\n  }",
            "  source \"null.s@\" {\n    nosuch = 1\n  }", "  source \"null\" \"s@\" {}", "  source {}",
            "  source \"gone.s@\" {}", "  sources = [\"null.s@\"]\n  provisioner \"nosuch\" {}",
            "  sources = [\"null.s@\"]\n  provisioner {}",
            "  sources = [\"null.s@\"]\n  provisioner \"shell-local\" {}",
            "  sources = [\"null.s@\"]\n  post-processor \"nosuch\" {}",
            "  sources = [\"null.s@\"]\n  post-processors {}",
            "  sources = [\"null.s@\"]\n  post-processors {\n    post-processor \"manifest\" {}\n  }",
            "  sources = [\"null.s@\"]\n  post-processors {\n    provisioner \"shell-local\" {}\n  }",
            "  sources = [\"null.s@\"]\n  post-processors \"x\" {}", "  sources = [\"null.s@\"]\n  unknown {}",
            "  sources = [\"null.s@\"]\n  dynamic \"provisioner\" {\n    for_each = [\"a\"]\n    labels   = [\"shell-local\"]\n"
                + "    content {\n      inline = [provisioner.value]\n    }\n  }",
            "  sources = [\"null.s@\"]\n  dynamic \"provisioner\" {\n    labels = [\"shell-local\"]\n    content {}\n  }",
            "  sources = [\"null.s@\"]\n  dynamic \"provisioner\" {\n    for_each = [1]\n    labels   = [\"shell-local\"]\n  }",
            "  sources = [\"null.s@\"]\n  provisioner \"breakpoint\" {\n    note = \"x\"\n  }",
        ].map { PeerTemplate($0) } + [
            PeerTemplate("  sources = []", differs: "a build without a source is an error since 1.7"),
            PeerTemplate("", differs: "a build without a source is an error since 1.7"),
            PeerTemplate("  name = \"x@\"", differs: "a build without a source is an error since 1.7"),
            PeerTemplate(
                "  sources = [\"null.s@\"]\n  error-cleanup-provisioner \"shell-local\" {\n    inline = [\"x\"]\n  }",
                differs: "1.6.6 has no clean-up provisioner"),
        ]

    private static let meta = [
        "only = [\"null.s@\"]", "only = [\"null.gone\"]", "only = \"null.s@\"", "except = [\"null.s@\"]",
        "only = [\"null.s@\"]\nexcept = [\"null.s@\"]", "name = \"x\"", "name = 1", "name = []", "nosuch = 1",
        "only = [1]", "only = [null]", "only = [var.x]",
    ]

    /// Arguments of a `shell-local` provisioner that has its commands.
    static let provisioners: [PeerTemplate] =
        (meta + [
            "pause_before = \"1s\"", "pause_before = \"soon\"", "pause_before = 5", "timeout = \"1h2m3.5s\"",
            "timeout = \"-1\"",
            "max_retries = 3", "max_retries = \"3\"", "max_retries = \"x\"", "max_retries = [1]",
            "override = {}", "override = { \"null.s@\" = { inline = [\"y\"] } }", "override = \"x\"",
            "environment_vars = [\"A=1\"]", "environment_vars = { A = 1 }",
            "environment_vars = [\"A=${build.ID}\"]", "environment_vars = [\"A=${build.Nosuch}\"]",
            "environment_vars = [\"A=${build.name}\"]",
            "environment_vars = [\"A=${source.name}\"]", "environment_vars = [\"A=${source.nosuch}\"]",
            "environment_vars = [\"${1 / 0}\"]",
            "inline = [\"y\"]", "nested {}",
        ]).map { PeerTemplate("    " + $0.replacing("\n", with: "\n    ")) }

    /// Arguments of a `manifest` post-processor.
    static let postProcessors: [PeerTemplate] =
        (meta + [
            "output = \"x.json\"", "output = 1", "output = []", "strip_path = true", "strip_path = \"true\"",
            "strip_path = \"maybe\"", "custom_data = { a = \"b\" }", "custom_data = { a = 1 }", "custom_data = \"x\"",
            "keep_input_artifact = true", "keep_input_artifact = \"no\"", "keep_input_artifact = \"false\"",
            "pause_before = \"1s\"", "output = \"${build.ID}.json\"", "output = source.name",
        ]).map { PeerTemplate("    " + $0.replacing("\n", with: "\n    ")) }

    /// Options of a `null` builder.
    static let builders: [PeerTemplate] =
        [
            "  communicator = \"none\"", "", "  ssh_host = \"h\"",
            "  ssh_host = \"h\"\n  ssh_username = \"u\"\n  ssh_password = \"p\"",
            "  communicator = \"none\"\n  ssh_port = 22", "  communicator = \"none\"\n  ssh_port = \"22\"",
            "  communicator = \"none\"\n  ssh_port = \"x\"", "  communicator = \"none\"\n  ssh_port = [1]",
            "  communicator = \"none\"\n  ssh_timeout = \"5m\"", "  communicator = \"none\"\n  ssh_timeout = \"soon\"",
            "  communicator = \"none\"\n  nosuch = 1", "  communicator = \"none\"\n  nosuch {}",
            "  communicator = [\"none\"]",
            "  communicator = \"none\"\n  ssh_username = var.gone",
            "  communicator = null", "  communicator = \"none\"\n  ssh_host = null",
            "  communicator = \"none\"\n  communicator = \"none\"",
        ].map { PeerTemplate($0) } + [
            PeerTemplate(
                "  communicator = \"none\"\n  ssh_username = source.name",
                differs: "sources see source.name and source.type since 1.7")
        ]

    /// Templates as they are.
    static let whole: [PeerTemplate] =
        [
            "", "# nothing", "/* open", "locals {}", "locals {\n  a@ = local.b@\n  b@ = 1\n}",
            "locals {\n  a@ = local.b@\n  b@ = local.a@\n}", "locals {\n  a@ = local.a@\n}",
            "locals {\n  a@ = 1\n  a@ = 2\n}", "locals \"x\" {\n}",
            "locals {\n  b {}\n}",
            "variables {\n  v@ = 1\n}",
            "variables {\n  v@ = 1\n}\nvariable \"v@\" {\n  default = 1\n}", "variables {\n  b {}\n}",
            "variable \"v@\" {\n  default = 1\n}\nvariable \"v@\" {\n  default = 1\n}", "variable {\n  default = 1\n}",
            "variable \"a\" \"b\" {\n  default = 1\n}", "variable \"@a\" {\n  default = 1\n}",
            "variable v@ {\n  default = 1\n}",
            "source \"null\" \"s@\" {}", "source \"null\" \"s@\" {}\nsource \"null\" \"s@\" {}", "source \"null\" {}",
            "source \"nosuch\" \"s@\" {}\nbuild {\n  sources = [\"nosuch.s@\"]\n}",
            "a@ = 1", "nosuch {}", "biuld {}", "build \"x\" {}", "build {", "build }", "build", "build {}}",
            "build = 1",
            "packer {}", "packer {\n  required_version = \">= 1.0.0\"\n}", "packer {\n  required_version = \"> 99\"\n}",
            "packer {\n  required_version = \"x\"\n}", "packer {\n  required_version = 1\n}",
            "packer {\n  nosuch = 1\n}",
            "packer \"x\" {}", "communicator \"ssh\" \"x@\" {\n  anything = 1\n}", "dynamic \"source\" {\n}",
            "locals { a@ = 1 }", "locals { a@ = 1, b@ = 2 }", "locals { a@ = 1\n}", "locals\n{\n}",
            "locals {\n  a@ = 1 b@ = 2\n}",
            "locals {\n  a@: 1\n}", "locals {\n  \"a@\" = 1\n}", "locals {\n  a@ =\n}", "locals {\n  a-b@ = 1\n}",
            "locals {\n  é@ = 1\n}",
            "locals {\n  a@ = 1;\n}", "locals {\n  a@ = 1 // c\n  b@ = 2 # d\n  c@ = 3 /* e */\n}",
            "source \"file\" \"f@\" {\n  target = \"t\"\n  content = \"c\"\n}\nbuild {\n  sources = [\"file.f@\"]\n}",
            "source \"file\" \"f@\" {\n  content = \"c\"\n}\nbuild {\n  sources = [\"file.f@\"]\n}",
        ].map { PeerTemplate($0) } + [
            PeerTemplate(
                "locals {\n  d@ = 1\n}\nlocals {\n  d@ = 2\n}", differs: "1.6.6 silently takes one of two locals"),
            PeerTemplate("local \"x@\" {\n  expression = 1\n}", differs: "local blocks came with 1.7"),
            PeerTemplate(
                "local \"x@\" {\n  expression = 1\n  sensitive = true\n}", differs: "local blocks came with 1.7"),
            PeerTemplate(
                "source \"null\" \"a b\" {}", differs: "1.6.6 looks at names of sources only where they are used"),
        ]
}
