extension FunctionLibrary {
    /// What to do instead of calling functions that related languages have, or that can be called elsewhere only; each
    /// text is a sentence.
    static let absent: [String: String] = {
        var advice = [
            "env": "It can be called in the default of a variable only: declare one with default = env(\"NAME\").",
            "one": "Use try(x[0], null).",
            "transpose": "Use a for expression.",
            "matchkeys": "Use a for expression with if.",
            "setsubtract": "Use [for x in a : x if !contains(b, x)].",
            "urldecode": "There is only urlencode.",
            "sensitive": "Set sensitive = true in a local block or a variable.",
            "nonsensitive": "Sensitive values stay so.",
            "templatestring": "Use templatefile.",
            "type": "Expressions cannot ask for types; convert(x, TYPE) and can() test them.",
        ]
        for (name, type) in [
            ("tostring", "string"), ("tonumber", "number"), ("tobool", "bool"), ("tolist", "list(any)"),
            ("toset", "set(any)"), ("tomap", "map(any)"),
        ] {
            advice[name] = "Use convert(x, \(type))."
        }
        for name in ["md5", "sha1", "sha256", "sha512"] { advice["file" + name] = "Use \(name)(file(x))." }
        return advice
    }()
}
