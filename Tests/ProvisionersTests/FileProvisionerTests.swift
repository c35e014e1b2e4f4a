import ComponentAPI
import HCLValues
import HostOS
import TestSupport
import Testing

@testable import Provisioners

@Suite(.serialized) struct FileProvisionerTests {
    private static let methods = ["scp", "sftp"]

    private func with(_ method: String, _ body: (GuestFixture) async throws -> Void) async throws {
        try await GuestFixture.with(
            data: ["ID": "VM"], options: ["ssh_file_transfer_method": .string(method)]
        ) { guest in
            try await body(guest)
        }
    }

    @Test(arguments: methods)
    func `files go up, one by one or several, under the name that the destination says`(method: String) async throws {
        try await with(method) { guest in
            let one = try guest.write("1", "one", mode: 0o750)
            let two = try guest.write("2", "two")
            try HostFiles.createDirectory(guest.folder + "/to")
            try await guest.file([
                "source": .string(one), "destination": .string(guest.folder + "/to/{{ build `ID` }}"),
            ])
            try await guest.file(["sources": texts(one, two), "destination": .string(guest.folder + "/to/")])
            #expect(try HostFiles.list(guest.folder + "/to") == ["VM", "one", "two"])
            #expect(try guest.read("to/two") == "2")
            #expect(try HostFiles.mode(guest.folder + "/to/VM") == 0o750)
            #expect(guest.events.said.first == "Uploading \(one) => \(guest.folder)/to/VM")
            #expect(guest.events.said.last == "Uploading \(two) => \(guest.folder)/to/two")
        }
    }

    @Test(arguments: methods)
    func `files come down into folders made for them`(method: String) async throws {
        try await with(method) { guest in
            let one = try guest.write("1", "one")
            let two = try guest.write("2", "two")
            let values = ["direction": HCLValue.string("download")]
            try await guest.file(
                values.merging(["source": .string(one), "destination": .string(guest.folder + "/a/b/c")]) { $1 })
            try await guest.file(
                values.merging(["sources": texts(one, two), "destination": .string(guest.folder + "/d/e/")]) { $1 })
            #expect(try guest.read("a/b/c") == "1")
            #expect(try HostFiles.list(guest.folder + "/d/e") == ["one", "two"])
            #expect(guest.events.said.first == "Downloading \(one) => \(guest.folder)/a/b/c")
        }
    }

    @Test(arguments: methods, [("tree", "tree/sub/x"), ("tree/", "sub/x")])
    func `a folder goes up with its name, or without it after a slash`(
        method: String, _ example: (source: String, path: String)
    ) async throws {
        try await with(method) { guest in
            try guest.write("x", "tree/sub/x")
            try guest.write("", "to/keep")
            try await guest.file([
                "source": .string("\(guest.folder)/\(example.source)"), "destination": .string(guest.folder + "/to"),
            ])
            #expect(try guest.read("to/" + example.path) == "x")
            #expect(try HostFiles.list(guest.folder + "/to").count == 2)
        }
    }

    @Test(arguments: methods)
    func `a folder's content comes down after a slash`(method: String) async throws {
        try await with(method) { guest in
            try guest.write("x", "tree/sub/x")
            try guest.write("y", "tree/y")
            try await guest.file([
                "source": .string(guest.folder + "/tree/"), "destination": .string(guest.folder + "/to/"),
                "direction": .string("download"),
            ])
            #expect(try guest.read("to/sub/x") == "x")
            #expect(try guest.read("to/y") == "y")
        }
    }

    @Test(arguments: methods)
    func `what a pattern matches comes down, files and folders`(method: String) async throws {
        try await with(method) { guest in
            try guest.write("x", "my tree/sub/x")
            try guest.write("y", "my tree/some y")
            try guest.write("z", "my tree/other")
            let values: [String: HCLValue] = [
                "source": .string(guest.folder + "/my tree/s*"), "destination": .string(guest.folder + "/to"),
                "direction": .string("download"),
            ]
            try await guest.file(values)
            #expect(try HostFiles.list(guest.folder + "/to") == ["some y", "sub"])
            #expect(try guest.read("to/some y") == "y")
            #expect(try guest.read("to/sub/x") == "x")
            let nothing = values.merging(["source": .string(guest.folder + "/no*; echo f /etc/passwd")]) { $1 }
            await #expect(throws: ProvisionerError.self) { try await guest.file(nothing) }
        }
    }

    @Test func `content becomes a private file and is shown nowhere`() async throws {
        try await GuestFixture.with { guest in
            try await guest.file(["content": .string("hunter2"), "destination": .string(guest.folder + "/f")])
            #expect(try guest.read("f") == "hunter2")
            #expect(try HostFiles.mode(guest.folder + "/f") == 0o600)
            #expect(guest.events.said == ["Uploading pkr-file-content => \(guest.folder)/f"])
        }
    }

    @Test func `a generated source need not be there before the build, but when its turn comes`() async throws {
        try await GuestFixture.with { guest in
            let path = guest.folder + "/later"
            let values: [String: HCLValue] = [
                "source": .string(path), "destination": .string(guest.folder + "/copy"), "generated": .bool(true),
            ]
            await #expect(throws: ProvisionerError.missingFile(path)) { try await guest.file(values) }
            try guest.write("made", "later")
            try await guest.file(values)
            #expect(try guest.read("copy") == "made")
        }
    }

    @Test func `a file that the machine does not have is an error`() async throws {
        try await GuestFixture.with { guest in
            await #expect(throws: (any Error).self) {
                try await guest.file([
                    "source": .string(guest.folder + "/none"), "destination": .string(guest.folder + "/copy"),
                    "direction": .string("download"),
                ])
            }
            #expect(!HostFiles.exists(guest.folder + "/copy"))
        }
    }

    @Test(
        arguments: [
            (["destination": .string("d")], "Must specify source file(s) or content to copy."),
            (["destination": .string("d"), "source": .string("/no/such")], "Bad source '/no/such'"),
            (
                ["destination": .string("d"), "source": .string("/dev/null"), "content": .string("x")],
                "source(s) conflicts with content"
            ),
            (
                ["destination": .string("d"), "source": .string("/dev/null"), "direction": .string("up")],
                "Direction must be one of: download, upload"
            ),
            (["source": .string("/dev/null")], "The argument \"destination\" is required"),
            (["destination": .string("d/"), "content": .string("x")], "content is uploaded to a file"),
        ] as [([String: HCLValue], String)])
    func `what cannot work is told beforehand`(values: [String: HCLValue], complaint: String) throws {
        let complaints = try ComponentFixture.complaints(FileProvisioner.type, values)
        #expect(complaints.count == 1)
        #expect(complaints.first?.hasPrefix(complaint) == true)
    }
}
