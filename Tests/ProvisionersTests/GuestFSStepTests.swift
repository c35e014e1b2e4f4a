import ComponentAPI
import HCLValues
import HostOS
import RegularExpressions
import TestSupport
import Testing

@testable import Provisioners

/// The steps of the `guestfs` provisioner as templates write them.
@Suite struct GuestFSStepTests {
    private func step(_ values: [String: HCLValue]) throws -> GuestFSStep {
        try GuestFSStep(option: .object(values)) { $0 }
    }

    @Test func `steps come in their order, each with what belongs to it`() throws {
        let steps = HCLValue.tuple([
            .object(["run": .string("a")]),
            .object([
                "write": .string("/etc/a"), "content": .string("x"), "mode": .string("0640"), "owner": .string("a:b"),
            ]),
            .object(["edit": .string("/a"), "replace": .string("^x$"), "with": .string("y")]),
            .object(["delete": texts("/a", "/b/*")]),
            .object(["packages": texts("nginx", "libc6:amd64", "g++")]),
            .object(["hostname": .string("a.b")]), .object(["timezone": .string("Etc/GMT+1")]),
            .object(["first_boot": .string("echo")]),
        ])
        let made = try #require(
            try ComponentFixture.make(GuestFSProvisioner.type, ["step": steps]) as? GuestFSProvisioner)
        #expect(
            made.steps.map(\.action) == [
                .run(["a"]), .write(path: "/etc/a", content: "x"),
                .edit(path: "/a", pattern: "^x$", replacement: "y"), .delete(["/a", "/b/*"]),
                .packages(["nginx", "libc6:amd64", "g++"]), .hostname("a.b"), .timezone("Etc/GMT+1"),
                .firstBoot("echo"),
            ])
        #expect(made.steps[1].mode == 0o640)
        #expect(made.steps[1].owner == "a:b")
    }

    @Test(arguments: [
        (["run": HCLValue.string("a"), "delete": .string("/b")], "several things (delete, run)"),
        (["mode": .string("1")], "does nothing"),
        (["rum": .string("a")], "Did you mean \"run\"?"),
        (["run": .string("a"), "mode": .string("0644")], "\"mode\", which does not belong to it"),
        (["write": .string("/a")], "without \"content\""),
        (["write": .string("a"), "content": .string("")], "does not begin with a slash"),
        (["write": .string("/a"), "content": .string(""), "mode": .string("0999")], "no octal number"),
        (["edit": .string("/a"), "replace": .string("("), "with": .string("")], "no regular expression"),
        (["delete": .string("/")], "below the root"), (["delete": .string("/*")], "below the root"),
        (["delete": .string("etc")], "below the root"),
        (["packages": .string("--force")], "no package's name"), (["packages": .string("a;b")], "no package's name"),
        (["hostname": .string("a b")], "\"hostname\" that is none"),
        (["timezone": .string("../../etc/passwd")], "\"timezone\" that is none"),
        (["user": .string("a b")], "no name of an account"), (["user": .string("-a")], "no name of an account"),
        (["user": .string("a"), "password_hash": .string("a:b")], "\"password_hash\" that is none"),
        (["user": .string("a"), "ssh_keys": .string("nonsense")], "no line of a public key file"),
        (["user": .string("a"), "groups": .string("a,b")], "no name of an account"),
    ])
    func `what is wrong with a step is told`(values: [String: HCLValue], complaint: String) throws {
        let complaints = try ComponentFixture.complaints(
            GuestFSProvisioner.type, ["step": .tuple([.object(values)])])
        #expect(complaints.count == 1)
        #expect(complaints.first?.contains(complaint) == true, "\(complaints)")
    }

    @Test func `a secret of a step is in no complaint`() throws {
        let complaints = try ComponentFixture.complaints(
            GuestFSProvisioner.type,
            ["step": .tuple([.object(["user": .string("a"), "password_hash": .string("hush: hush")])])])
        #expect(complaints.count == 1 && !complaints[0].contains("hush"))
    }

    @Test func `a file that is not there is told, and steps are required`() throws {
        let step = HCLValue.object(["upload": .string("/no/such"), "to": .string("/a")])
        #expect(
            try ComponentFixture.complaints(GuestFSProvisioner.type, ["step": .tuple([step])])
                == ["There is no file or folder \"/no/such\" to upload."])
        #expect(try ComponentFixture.complaints(GuestFSProvisioner.type, [:]).count == 1)
    }

    @Test func `a machine that runs is refused, with what to write`() async throws {
        let made = try ComponentFixture.make(
            GuestFSProvisioner.type, ["step": .tuple([.object(["run": .string("a")])])])
        let error = await #expect(throws: ProvisionerError.self) {
            try await made.provision(Machine(communicator: nil, generatedData: [:], log: NotedEvents().log))
        }
        #expect(error?.description.contains("communicator = \"guestfs\"") == true)
    }

    @Test(arguments: [
        ("a=1\nb=1\n", "^(.)=1$", "$1=2", "a=2\nb=2\n", 2), ("aXa", "a", "$$$0$", "$a$X$a$", 2),
        ("abc", "x", "y", "abc", 0), ("ab", "(b)|(c)", "[$1$2$9$x]", "a[b$x]", 1), ("", "^", "x", "x", 1),
    ])
    func `every match is replaced`(
        text: String, pattern: String, replacement: String, result: String, count: Int
    ) throws {
        let edit = TextEdit(expression: try RegularExpression("(?m)" + pattern), replacement: replacement)
        let changed = edit.apply(to: Array(text.utf8))
        #expect(String(decoding: changed.text, as: UTF8.self) == result)
        #expect(changed.count == count)
    }

    @Test(arguments: [
        ("root:*:1:::\na:!:2:::\n", "root:*:1:::\na:$6$x:2:::\n" as String?), ("ab:!:2:::", nil), ("", nil),
    ])
    func `a password replaces the second field of its own line`(text: String, result: String?) {
        #expect(AccountFiles.setting("$6$x", of: "a", in: text) == result)
    }

    @Test func `the hosts file gets the name where it was a word`() {
        let lines = "127.0.0.1 localhost\n127.0.1.1 old old.example\n# old\n10.0.0.1 older".split(separator: "\n")
        #expect(
            HostsFile.renaming("old", to: "new", in: lines)
                == "127.0.0.1 localhost\n127.0.1.1\tnew\told.example\n# old\n10.0.0.1 older")
    }

    @Test func `packages are installed without questions, services stay off, and all is valid shell`() async throws {
        for manager in ["apt", "dnf", "yum", "zypper", "apk", "pacman", "xbps"] {
            let text = try #require(PackageCommand(manager: manager)).text(["a", "b"])
            #expect(text.hasSuffix(" a b"))
            let result = try await runProcess("/bin/sh", ["-n", "-c", text])
            #expect(result.exit.isSuccess, "\(result.errorText)")
        }
        #expect(PackageCommand(manager: "") == nil)
    }
}
