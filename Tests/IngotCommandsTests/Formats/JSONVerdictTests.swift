import Testing

/// Good and bad templates in the JSON syntax of HCL2, on which this program and Packer 1.6.6 agree unless a reason is
/// written down.
@Suite(.enabled(if: PackerPeer.isInstalled, "\(PackerPeer.skipReason)"))
struct JSONVerdictTests {
    typealias Case = PackerPeer.Case

    /// Differences that are wanted, by the name of the case.
    static let intended = [
        "a byte order mark": "editors write one, and it does no harm",
        "no source in the build": "later versions of the peer refuse it too, since such a build does nothing",
    ]

    static let options = #""iso_url":"/dev/null","iso_checksum":"none","communicator":"none""#
    static let source = #""source":{"qemu":{"a":{\#(options)}}}"#
    static let build = #""build":{"sources":["source.qemu.a"]}"#
    static let both = "\(source),\(build)"

    /// A build with one provisioner whose command is the value.
    static func shell(_ value: String, _ rest: String = "") -> String {
        #"{\#(source),\#(rest)"build":{"sources":["source.qemu.a"],"provisioner":{"shell-local":{"inline":[\#(value)]}}}}"#
    }

    static let cases: [Case] = [
        Case("a minimal template", "{\(both)}"),
        Case("an array as root", "[{\(source)},{\(build)}]"),
        Case("a number as root", "1"),
        Case("a string in an array as root", #"["a"]"#),
        Case("an empty file", ""),
        Case("a comma too many", "{\(both),}"),
        Case("a missing comma", "{\(source) \(build)}"),
        Case("single quotes", "{'a': 1}"),
        Case("a comment of JavaScript", "{// why\n\(both)}"),
        Case("text behind the template", "{\(both)} x"),
        Case("comments as properties", #"{"//":"a",\#(source),"build":{"//":[1],"sources":["qemu.a"]}}"#),
        Case("a comment in a component", #"{"source":{"qemu":{"a":{"//":1,\#(options)}}},\#(build)}"#),
        Case("an unknown root key", #"{\#(both),"foo":1}"#),
        Case("a legacy template", #"{"builders":[{"type":"qemu",\#(options)}]}"#),
        Case("a block as string", #"{"source":"a"}"#),
        Case("a label without block", #"{"source":{"qemu":1}}"#),
        Case("no labels", #"{"source":{}}"#),
        Case("a missing label", #"{"source":{"qemu":{}}}"#),
        Case("a block as null", #"{\#(both),"locals":null}"#),
        Case("labels in arrays", #"{"source":[{"qemu":[{"a":{\#(options)}},{"b":{\#(options)}}]}],\#(build)}"#),
        Case("a block in arrays", #"{"source":{"qemu":{"a":[{\#(options)}]}},\#(build)}"#),
        Case("a source twice", #"{"source":{"qemu":{"a":[{\#(options)},{\#(options)}]}},\#(build)}"#),
        Case("builds in an array", #"{\#(source),"build":[{"name":"x","sources":["qemu.a"]},{"sources":["qemu.a"]}]}"#),
        Case("a property twice for blocks", #"{\#(source),"build":{"name":"x","sources":["qemu.a"]},\#(build)}"#),
        Case("an argument twice", #"{\#(source),"build":{"sources":["qemu.a"],"sources":["qemu.a"]}}"#),
        Case("an option twice", #"{"source":{"qemu":{"a":{\#(options),"communicator":"none"}}},\#(build)}"#),
        Case("an unknown option", #"{"source":{"qemu":{"a":{\#(options),"foo":1}}},\#(build)}"#),
        Case("an unknown builder", #"{"source":{"qemuu":{"a":{}}},"build":{"sources":["qemuu.a"]}}"#),
        Case("an unknown provisioner", #"{\#(source),"build":{"sources":["qemu.a"],"provisioner":{"shel":{}}}}"#),
        Case(
            "an unknown post-processor", #"{\#(source),"build":{"sources":["qemu.a"],"post-processor":{"manifst":{}}}}"#
        ),
        Case("a provisioner without type", #"{\#(source),"build":{"sources":["qemu.a"],"provisioner":{}}}"#),
        Case(
            "a chain",
            #"{\#(source),"build":{"sources":["qemu.a"],"post-processors":{"post-processor":[{"manifest":{}},{"checksum":{}}]}}}"#
        ),
        Case("an unknown source", #"{\#(source),"build":{"sources":["qemu.b"]}}"#),
        Case("an unset variable", #"{"variable":{"x":{}},\#(both)}"#),
        Case("a variable with a default", #"{"variable":{"x":{"default":"a"}},\#(both)}"#),
        Case("a type in words", #"{"variable":{"x":{"type":"list(string)","default":["a"]}},\#(both)}"#),
        Case("a type that is none", #"{"variable":{"x":{"type":"strin","default":"a"}},\#(both)}"#),
        Case("a default of another type", #"{"variable":{"x":{"type":"number","default":"a"}},\#(both)}"#),
        Case("variables in short", #"{"variables":{"x":1,"y":"a","z":[1]},\#(both)}"#),
        Case("an unknown argument of a variable", #"{"variable":{"x":{"defualt":1}},\#(both)}"#),
        Case("a string", shell(#""echo a""#)),
        Case("an interpolation", shell(#""echo ${var.x}""#, #""variable":{"x":{"default":1}},"#)),
        Case("an unknown variable", shell(#""echo ${var.y}""#, #""variable":{"x":{"default":1}},"#)),
        Case("an open interpolation", shell(#""echo ${var.x""#)),
        Case("an escaped interpolation", shell(#""echo $${var.x}""#)),
        Case("a directive", shell(#""%{ if true }a%{ else }b%{ endif }""#)),
        Case("an open directive", shell(#""%{ if true }a""#)),
        Case("a quote in an interpolation", shell(#""${upper(\"a\")}""#)),
        Case("an unknown function", shell(#""${uper(\"a\")}""#)),
        Case("an escape that is none", shell(#""\x""#)),
        Case("a control character", shell("\"\t\"")),
        Case("escaped characters", shell(#""\u00e9\ud83d\ude00\n""#)),
        Case("numbers and booleans as strings", shell("1, true, 1.5e2")),
        Case("a number that is none", shell("01")),
        Case("locals", shell(#""${local.a} ${local.b}""#, #""locals":{"a":"x","b":"${local.a}"},"#)),
        Case("locals in a circle", shell(#""a""#, #""locals":{"a":"${local.b}","b":"${local.a}"},"#)),
        Case("an object with templates as names", shell(#""${local.a.k1}""#, #""locals":{"a":{"k${1}":"v"}},"#)),
        Case("an object with a name twice", shell(#""a""#, #""locals":{"a":{"k":1,"k":2}},"#)),
        Case("a version that fits", #"{"packer":{"required_version":">= 1.0"},\#(both)}"#),
        Case("a version to come", #"{"packer":{"required_version":"> 99"},\#(both)}"#),
        Case("a byte order mark", "\u{FEFF}{\(both)}"),
        Case("a source in the build", #"{\#(source),"build":{"source":{"qemu.a":{"name":"b"}}}}"#),
        Case("no source in the build", #"{\#(source),"build":{}}"#),
        Case(
            "a variable file", #"{"variable":{"x":{"type":"number"}},\#(both)}"#, flags: ["-var-file=@v.json"],
            files: ["v.json": #"{"x":1}"#]),
        Case(
            "a variable file of another type", #"{"variable":{"x":{"type":"number"}},\#(both)}"#,
            flags: ["-var-file=@v.json"], files: ["v.json": #"{"x":"a"}"#]),
        Case(
            "a variable file that is no JSON", #"{"variable":{"x":{"default":1}},\#(both)}"#,
            flags: ["-var-file=@v.json"], files: ["v.json": "x = 1"]),
        Case(
            "a variable file with a variable", #"{"variable":{"x":{"default":1}},\#(both)}"#,
            flags: ["-var-file=@v.json"], files: ["v.json": #"{"variable":{"x":{}}}"#]),
        Case(
            "a template in a variable file", #"{"variable":{"x":{"default":1}},\#(both)}"#,
            flags: ["-var-file=@v.json"], files: ["v.json": #"{"x":"${1 + 1}"}"#]),
        Case(
            "a variable in a variable file", #"{"variable":{"x":{"default":1}},\#(both)}"#,
            flags: ["-var-file=@v.json"], files: ["v.json": #"{"x":"${var.x}"}"#]),
        Case(
            "dynamic provisioners",
            #"{\#(source),"build":{"sources":["qemu.a"],"dynamic":{"provisioner":{"for_each":["a"],"labels":["shell-local"],"content":{"inline":["${provisioner.value}"]}}}}}"#
        ),
        Case("syntax only: an unset variable", #"{"variable":{"x":{}},\#(both)}"#, flags: ["-syntax-only"]),
        Case("syntax only: an unknown root key", #"{\#(both),"foo":1}"#, flags: ["-syntax-only"]),
    ]

    @Test(arguments: cases)
    func `agrees with the peer`(test: Case) async throws {
        let verdicts = try await PackerPeer.verdicts(test, file: "t.pkr.json")
        #expect(
            (verdicts.peer != verdicts.ours) == (Self.intended[test.name] != nil),
            "peer: \(verdicts.peerText)\nours: \(verdicts.ourText)")
    }

    @Test func `every difference has a case`() {
        #expect(Set(Self.intended.keys).isSubset(of: Self.cases.map(\.name)))
        #expect(Set(Self.cases.map(\.name)).count == Self.cases.count)
    }
}
