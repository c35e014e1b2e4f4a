import Testing

/// Good and bad legacy templates, on which this program and Packer 1.6.6 agree unless a reason is written down.
@Suite(.enabled(if: PackerPeer.isInstalled, "\(PackerPeer.skipReason)"))
struct LegacyVerdictTests {
    typealias Case = PackerPeer.Case

    /// Differences that are wanted, by the name of the case.
    static let intended = [
        "only by the rendered name of a builder":
            "the name that the user sees counts as well as the one with template actions in it"
    ]

    static let box = #""type":"qemu","iso_url":"/dev/null","iso_checksum":"none","communicator":"none""#
    static let builders = #""builders":[{\#(box)}]"#
    static let script = #""type":"shell-local","inline":["x"]"#

    static let cases: [Case] = [
        Case("a minimal template", #"{\#(builders)}"#),
        Case("a number as default", #"{\#(builders),"variables":{"a":1}}"#),
        Case("a required variable", #"{\#(builders),"variables":{"a":null}}"#),
        Case("an argument that nothing declares", #"{\#(builders),"variables":{}}"#, flags: ["-var", "x=1"]),
        Case("only without a match", #"{\#(builders),"variables":{}}"#, flags: ["-only=foo"]),
        Case("retries as a number", #"{\#(builders),"provisioners":[{\#(script),"max_retries":3}]}"#),
        Case(
            "retries that render to nothing",
            #"{\#(builders),"provisioners":[{\#(script),"max_retries":"{{user `x`}}"}]}"#),
        Case(
            "retries from a variable",
            #"{\#(builders),"variables":{"x":"2"},"provisioners":[{\#(script),"max_retries":"{{user `x`}}"}]}"#),
        Case(
            "a boolean that only the running machine knows",
            #"{\#(builders),"provisioners":[{"type":"breakpoint","disable":"{{build `ID`}}"}]}"#),
        Case(
            "a number that only the running machine knows",
            #"{\#(builders),"provisioners":[{\#(script),"valid_exit_codes":["{{build `ID`}}"]}]}"#),
        Case(
            "a duration that only the running machine knows",
            #"{\#(builders),"provisioners":[{"type":"sleep","duration":"{{build `ID`}}"}]}"#),
        Case(
            "a text that only the running machine knows",
            #"{\#(builders),"provisioners":[{"type":"shell-local","inline":["{{build `ID`}}"]}]}"#),
        Case(
            "a boolean and a number from variables",
            #"{\#(builders),"variables":{"b":"true","n":"3"},"provisioners":[{"type":"breakpoint","disable":"{{user `b`}}"},{\#(script),"valid_exit_codes":["{{user `n`}}"]}]}"#
        ),
        Case("a pause in nanoseconds", #"{\#(builders),"provisioners":[{\#(script),"pause_before":3}]}"#),
        Case("a pause without unit", #"{\#(builders),"provisioners":[{\#(script),"pause_before":"3"}]}"#),
        Case("a pause from a variable", #"{\#(builders),"provisioners":[{\#(script),"pause_before":"{{user `x`}}"}]}"#),
        Case("only and except", #"{\#(builders),"provisioners":[{\#(script),"only":["qemu"],"except":["qemu"]}]}"#),
        Case("only of an unknown builder", #"{\#(builders),"provisioners":[{\#(script),"only":["qem"]}]}"#),
        Case("only as a string", #"{\#(builders),"provisioners":[{\#(script),"only":"qemu"}]}"#),
        Case("a root key twice", #"{\#(builders),\#(builders)}"#),
        Case("an option twice", #"{"builders":[{\#(box),"communicator":"none"}]}"#),
        Case("an unknown root key", #"{\#(builders),"foo":1}"#),
        Case("a comment", #"{\#(builders),"_foo":"x"}"#),
        Case("a comment that is no string", #"{\#(builders),"_foo":1}"#),
        Case("no builders", #"{}"#),
        Case("an unknown option", #"{"builders":[{\#(box),"foo":1}]}"#),
        Case("a builder without type", #"{"builders":[{"communicator":"none"}]}"#),
        Case("two builders of one name", #"{"builders":[{\#(box)},{\#(box)}]}"#),
        Case("two builders of two names", #"{"builders":[{\#(box)},{\#(box),"name":"x"}]}"#),
        Case("a sequence in a sequence", #"{\#(builders),"post-processors":[[["manifest"]]]}"#),
        Case("a number as post-processor", #"{\#(builders),"post-processors":[1]}"#),
        Case("a post-processor as string", #"{\#(builders),"post-processors":["manifest"]}"#),
        Case(
            "a sequence of post-processors",
            #"{\#(builders),"post-processors":[["manifest",{"type":"checksum","checksum_types":["md5"]}]]}"#),
        Case("post-processors that are no array", #"{\#(builders),"post-processors":"manifest"}"#),
        Case("an unknown sensitive variable", #"{\#(builders),"sensitive-variables":["zz"]}"#),
        Case("a version to come", #"{\#(builders),"min_packer_version":"9.0.0"}"#),
        Case("a version that is none", #"{\#(builders),"min_packer_version":"x"}"#),
        Case("an empty file", #""#),
        Case("an array", #"[]"#),
        Case("a comma too many", #"{"a":\#n 1,}"#),
        Case("env outside of variables", #"{"builders":[{\#(box),"vm_name":"{{env `HOME`}}"}]}"#),
        Case("env in variables", #"{\#(builders),"variables":{"a":"{{env `HOME`}}"}}"#),
        Case("variables of variables", #"{\#(builders),"variables":{"a":"{{user `b`}}","b":"{{user `c`}}","c":"1"}}"#),
        Case("variables in a circle", #"{\#(builders),"variables":{"a":"{{user `b`}}","b":"{{user `a`}}"}}"#),
        Case("an unknown variable in a variable", #"{\#(builders),"variables":{"a":"{{user `zz`}}"}}"#),
        Case("an unknown variable in an option", #"{"builders":[{\#(box),"vm_name":"a{{user `zz`}}"}]}"#),
        Case("an unknown function", #"{"builders":[{\#(box),"vm_name":"{{foo}}"}]}"#),
        Case("an unknown function in a variable", #"{\#(builders),"variables":{"a":"{{foo}}"}}"#),
        Case(
            "only by the rendered name of a builder",
            #"{"variables":{"a":"x"},"builders":[{\#(box),"name":"{{user `a`}}"}],"provisioners":[{\#(script),"only":["x"]}]}"#
        ),
        Case(
            "only by the written name of a builder",
            #"{"variables":{"a":"x"},"builders":[{\#(box),"name":"{{user `a`}}"}],"provisioners":[{\#(script),"only":["{{user `a`}}"]}]}"#
        ),
        Case("an override", #"{\#(builders),"provisioners":[{\#(script),"override":{"qemu":{"inline":["y"]}}}]}"#),
        Case(
            "an override of an unknown builder",
            #"{\#(builders),"provisioners":[{\#(script),"override":{"qem":{"inline":["y"]}}}]}"#),
        Case(
            "an unknown option in an override",
            #"{\#(builders),"provisioners":[{\#(script),"override":{"qemu":{"inlin":["y"]}}}]}"#),
        Case("an override that is no object", #"{\#(builders),"provisioners":[{\#(script),"override":{"qemu":1}}]}"#),
        Case("a clean-up provisioner", #"{\#(builders),"error-cleanup-provisioner":{\#(script)}}"#),
        Case("an unknown builder", #"{"builders":[{"type":"nulll"}]}"#),
        Case("an unknown provisioner", #"{\#(builders),"provisioners":[{"type":"shll"}]}"#),
        Case("an unknown post-processor", #"{\#(builders),"post-processors":["manifst"]}"#),
        Case(
            "the arguments of a post-processor",
            #"{\#(builders),"post-processors":[{"type":"manifest","keep_input_artifact":true,"name":"m","only":["qemu"]}]}"#
        ),
        Case(
            "keep_input_artifact as string",
            #"{\#(builders),"post-processors":[{"type":"manifest","keep_input_artifact":"true"}]}"#),
        Case("the rest of the root keys", #"{\#(builders),"description":"x","push":{},"comments":[{"a":"b"}]}"#),
        Case("a description that is no string", #"{\#(builders),"description":1}"#),
        Case("push that is no object", #"{\#(builders),"push":1}"#),
        Case("comments that are no array", #"{\#(builders),"comments":1}"#),
        Case("a comment of numbers", #"{\#(builders),"comments":[{"a":1}]}"#),
        Case("a number as builder", #"{"builders":[1]}"#),
        Case("builders that are no array", #"{"builders":{\#(box)}}"#),
        Case("provisioners that are no array", #"{\#(builders),"provisioners":{\#(script)}}"#),
        Case("a timeout", #"{\#(builders),"provisioners":[{\#(script),"timeout":"5m"}]}"#),
        Case("continue_on_error", #"{\#(builders),"provisioners":[{\#(script),"continue_on_error":true}]}"#),
        Case("the name of a provisioner", #"{\#(builders),"provisioners":[{\#(script),"name":"5m"}]}"#),
        Case("a comment in a builder", #"{"builders":[{\#(box),"_comment":"x"}]}"#),
        Case(
            "a variable file", #"{\#(builders),"variables":{"a":null}}"#, flags: ["-var-file=@v.json"],
            files: ["v.json": #"{"a":"1"}"#]),
        Case(
            "a number in a variable file", #"{\#(builders),"variables":{"a":null}}"#, flags: ["-var-file=@v.json"],
            files: ["v.json": #"{"a":1}"#]),
        Case(
            "null in a variable file", #"{\#(builders),"variables":{"a":null}}"#, flags: ["-var-file=@v.json"],
            files: ["v.json": #"{"a":null}"#]),
        Case(
            "an undeclared name in a variable file", #"{\#(builders),"variables":{"a":"{{user `zz`}}"}}"#,
            flags: ["-var-file=@v.json"], files: ["v.json": #"{"zz":"{{env `HOME`}}"}"#]),
        Case("no such variable file", #"{\#(builders),"variables":{"a":null}}"#, flags: ["-var-file=@nope.json"]),
        Case("an empty argument", #"{\#(builders),"variables":{"a":null}}"#, flags: ["-var", "a="]),
        Case(
            "an unknown function in an argument", #"{\#(builders),"variables":{"a":null}}"#,
            flags: ["-var", "a={{foo}}"]),
        Case("a root key in capitals", #"{"Builders":[{\#(box)}]}"#),
        Case(
            "an option in capitals",
            #"{"builders":[{"type":"qemu","iso_url":"/dev/null","iso_checksum":"none","Communicator":"none"}]}"#),
        Case(
            "the type in capitals",
            #"{"builders":[{"Type":"qemu","iso_url":"/dev/null","iso_checksum":"none","communicator":"none"}]}"#),
        Case("a number in quotes", #"{"builders":[{\#(box),"memory":"512"}]}"#),
        Case("null as option", #"{"builders":[{\#(box),"memory":null}]}"#),
        Case("null as sections", #"{\#(builders),"provisioners":null,"variables":null,"post-processors":null}"#),
        Case("text behind the template", #"{\#(builders)} x"#),
        Case(
            "syntax only: an unknown provisioner", #"{\#(builders),"provisioners":[{"type":"zz"}]}"#,
            flags: ["-syntax-only"]),
        Case("syntax only: a required variable", #"{\#(builders),"variables":{"a":null}}"#, flags: ["-syntax-only"]),
        Case("syntax only: an unknown root key", #"{\#(builders),"foo":1}"#, flags: ["-syntax-only"]),
        Case(
            "syntax only: only of an unknown builder", #"{\#(builders),"provisioners":[{\#(script),"only":["qem"]}]}"#,
            flags: ["-syntax-only"]),
        Case(
            "many functions",
            #"{\#(builders),"provisioners":[{"type":"shell-local","inline":["echo {{build_name}} {{build_type}} {{template_dir}} {{isotime `2006`}} {{timestamp}} {{uuid}} {{pwd}} {{build `ID`}} {{packer_version}} {{upper `a`}} {{split `a-b` `-` 1}}"]}]}"#
        ),
        Case(
            "vault in an option",
            #"{\#(builders),"provisioners":[{"type":"shell-local","inline":["{{vault `a` `b`}}"]}]}"#),
        Case("vault in a variable", #"{\#(builders),"variables":{"a":"{{vault `a` `b`}}"}}"#),
        Case("sed", #"{\#(builders),"provisioners":[{"type":"shell-local","inline":["{{sed `a` `b`}}"]}]}"#),
        Case("an escaped zero", #"{\#(builders),"_x":"\u0000"}"#),
        Case("syntax only: no builders", "{}", flags: ["-syntax-only"]),
        Case(
            "syntax only: a version to come", #"{\#(builders),"min_packer_version":"9.0.0"}"#, flags: ["-syntax-only"]),
        Case(
            "syntax only: variables in a circle", #"{\#(builders),"variables":{"a":"{{user `a`}}"}}"#,
            flags: ["-syntax-only"]),
        Case("syntax only: two builders of one name", #"{"builders":[{\#(box)},{\#(box)}]}"#, flags: ["-syntax-only"]),
        Case("syntax only: no such variable file", "{\(builders)}", flags: ["-syntax-only", "-var-file=@nope.json"]),
    ]

    @Test(arguments: cases)
    func `agrees with the peer`(test: Case) async throws {
        let verdicts = try await PackerPeer.verdicts(test, file: "t.json")
        #expect(
            (verdicts.peer != verdicts.ours) == (Self.intended[test.name] != nil),
            "peer: \(verdicts.peerText)\nours: \(verdicts.ourText)")
    }

    @Test func `every difference has a case`() {
        #expect(Set(Self.intended.keys).isSubset(of: Self.cases.map(\.name)))
        #expect(Set(Self.cases.map(\.name)).count == Self.cases.count)
    }
}
