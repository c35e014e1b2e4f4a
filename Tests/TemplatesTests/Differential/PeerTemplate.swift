/// A small template whose verdict is compared with the peer's; `@` stands for a number that is its own.
struct PeerTemplate {
    var text: String
    /// Why the verdicts differ on purpose, if they do.
    var difference: String?

    init(_ text: String, differs difference: String? = nil) {
        self.text = text
        self.difference = difference
    }

    /// The text with the number in place of every `@`.
    func text(_ number: Int) -> String {
        text.replacing("@", with: "\(number)") + "\n"
    }

    static let all: [PeerTemplate] =
        expressions.map(value) + declarations.map(variable) + rules.map(rule) + builds.map(build)
        + provisioners.map { component("provisioner", "shell-local", $0) }
        + postProcessors.map { component("post-processor", "manifest", $0) }
        + builders.map(builder) + whole

    private static func wrapped(_ given: PeerTemplate, _ before: String, _ after: String) -> PeerTemplate {
        PeerTemplate(before + given.text + after, differs: given.difference)
    }

    /// The expression stands where it must be evaluated but changes nothing, and where the peer goes on after errors.
    private static func value(_ given: PeerTemplate) -> PeerTemplate {
        wrapped(
            given,
            source + "variable \"v@\" {\n  default = { name = \"ann\", keys = [1, 2] }\n}\nvariable \"l@\" {\n"
                + "  type    = list(string)\n  default = [\"a\", \"b\"]\n}\nbuild {\n  sources = [\"null.s@\"]\n"
                + "  provisioner \"shell-local\" {\n    inline   = [\"x\"]\n    override = { gone = { x = ",
            "\n    } }\n  }\n}")
    }

    private static func variable(_ given: PeerTemplate) -> PeerTemplate {
        wrapped(given, "variable \"v@\" {\n", "\n}")
    }

    private static func rule(_ given: PeerTemplate) -> PeerTemplate {
        wrapped(given, "variable \"v@\" {\n  default = \"abc\"\n  validation {\n", "\n  }\n}")
    }

    private static let source = "source \"null\" \"s@\" {\n  communicator = \"none\"\n}\n"

    private static func build(_ given: PeerTemplate) -> PeerTemplate {
        wrapped(given, source + "build {\n", "\n}")
    }

    private static func component(_ kind: String, _ type: String, _ given: PeerTemplate) -> PeerTemplate {
        let needed = kind == "provisioner" ? "    inline = [\"true\"]\n" : ""
        return wrapped(
            given,
            source + "build {\n  sources = [\"null.s@\"]\n  \(kind) \"\(type)\" {\n\(needed)", "\n  }\n}")
    }

    private static func builder(_ given: PeerTemplate) -> PeerTemplate {
        wrapped(given, "source \"null\" \"s@\" {\n", "\n}\nbuild {\n  sources = [\"null.s@\"]\n}")
    }
}
