import ComponentAPI
import Diagnostics
import HCLValues
import TestSupport
import Testing

@testable import Communicators

/// What templates say about `communicator = "guestfs"`.
@Suite struct GuestFSOptionsTests {
    private func complaints(_ values: [String: HCLValue]) -> [String] {
        let reader = ComponentFixture.reader(values.merging(["communicator": .string("guestfs")]) { own, _ in own })
        _ = CommunicatorOptions(reader: reader, environment: ComponentFixture.environment())
        return reader.diagnostics.map(\.detail)
    }

    @Test func `it needs nothing more`() {
        #expect(complaints([:]).isEmpty)
        let mounts = HCLValue.object(["/": .string("/dev/sda2"), "/boot": .string("/dev/sda1")])
        #expect(complaints(["guestfs_mounts": mounts, "guestfs_memory": .number(1024)]).isEmpty)
    }

    @Test(arguments: [
        (["guestfs_memory": HCLValue.number(64)], "at least 256"),
        (["guestfs_mounts": .object(["/boot": .string("/dev/sda1")])], "mounted at \"/\""),
        (["guestfs_mounts": .object(["/": .string("/dev/sda1"), "x": .string("y")])], "begin with a slash"),
    ])
    func `bad options are told`(values: [String: HCLValue], complaint: String) {
        #expect(complaints(values).count == 1)
        #expect(complaints(values).first?.contains(complaint) == true)
    }

    @Test(arguments: [
        ("/a/../b", "/b"), ("~", "/root"), ("~/x", "/root/x"), ("x/y", "/root/x/y"), ("", "/root"),
    ])
    func `paths start where a login would`(path: String, result: String) {
        #expect(GuestFSCommunicator.absolute(path) == result)
    }

    @Test(arguments: [("a", true), ("..a", true), ("", false), (".", false), ("..", false), ("a/b", false)])
    func `a name that leads out of a folder is not followed`(name: String, isHarmless: Bool) {
        #expect(FolderDownload.isHarmless(name) == isHarmless)
    }
}
