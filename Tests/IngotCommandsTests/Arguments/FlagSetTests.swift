import IngotCommands
import Testing

struct FlagSetTests {
    private static let flags = FlagSet([
        Flag("color", .boolean, default: "true", "Colours."), Flag("debug", .boolean, "Pauses."),
        Flag("only", .list, "Some."), Flag("var", .repeated, "Values."), Flag("n", .integer, default: "0", "Number."),
        Flag("mode", .choice(["a", "b"]), default: "a", "Kind."), Flag("path", .text, "Place."),
    ])

    private func parse(_ line: String) throws -> ParsedFlags {
        try Self.flags.parse(line.split(separator: " ", omittingEmptySubsequences: false).map(String.init))
    }

    @Test(
        "a value stands behind an equals sign or in the next argument, after one dash or two",
        arguments: ["-path=x", "--path=x", "-path x", "--path x"])
    func values(line: String) throws {
        let parsed = try parse(line)
        #expect(parsed.text("path") == "x")
        #expect(parsed.positionals.isEmpty)
    }

    @Test(
        "a switch takes its value only behind an equals sign",
        arguments: [
            ("-debug", true), ("--debug", true), ("-debug=true", true), ("-debug=1", true), ("-debug=T", true),
            ("-debug=false", false), ("-debug=0", false), ("-debug=F", false), ("", false),
        ])
    func switches(line: String, expected: Bool) throws {
        #expect(try Self.flags.parse(line.isEmpty ? [] : [line]).bool("debug") == expected)
        #expect(try parse("-debug false").positionals == ["false"])
    }

    @Test("defaults count until something is given")
    func defaults() throws {
        #expect(try Self.flags.parse([]).bool("color"))
        #expect(try !parse("-color=false").bool("color"))
        #expect(try Self.flags.parse([]).text("mode") == "a")
        #expect(try parse("-mode b").text("mode") == "b")
        #expect(try parse("-n -3").int("n") == -3)
    }

    @Test("lists add up, and what is empty in them counts for nothing")
    func lists() throws {
        #expect(try parse("-only=a,b -only c,,d -only=").all("only") == ["a", "b", "c", "d"])
        #expect(try parse("-only=x.{a,b},c -only={d,e").all("only") == ["x.{a,b}", "c", "{d,e"])
        #expect(try parse("-var a=1,2 -var=b=c=d").all("var") == ["a=1,2", "b=c=d"])
    }

    @Test("flags end at the first name, at a single dash, and at two dashes alone")
    func positionals() throws {
        #expect(try parse("-debug x -color=false").positionals == ["x", "-color=false"])
        #expect(try parse("- -debug").positionals == ["-", "-debug"])
        #expect(try parse("-debug -- -color").positionals == ["-color"])
    }

    @Test(
        "what fits no flag is told in Go's words",
        arguments: [
            ("-nope", "flag provided but not defined: -nope"), ("-nope=1", "flag provided but not defined: -nope"),
            ("-path", "flag needs an argument: -path"), ("---x", "bad flag syntax: ---x"),
            ("-=x", "bad flag syntax: -=x"),
            ("-debug=maybe", "invalid value \"maybe\" for flag -debug: it must be true or false"),
            ("-n=x", "invalid value \"x\" for flag -n: it is no whole number"),
            ("-mode=c", "invalid value \"c\" for flag -mode: it must be one of: a, b"),
        ])
    func mistakes(line: String, message: String) {
        let error = #expect(throws: FlagError.self) { try parse(line) }
        #expect(error?.description == message)
    }

    @Test("a cry for help is none of the flags", arguments: ["-h", "-help", "--help", "-debug -h"])
    func help(line: String) {
        #expect(throws: FlagError.helpWanted) { try parse(line) }
    }
}
