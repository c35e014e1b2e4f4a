import Cryptography
import Downloads
import Testing

@Suite struct ChecksumTests {
    private static let md5 = "900150983cd24fb0d6963f7d28e17f72"
    private static let sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

    private static let other = String(repeating: "0", count: 64)

    @Test(
        "the forms of iso_checksum",
        arguments: [
            ("none", ChecksumSource.none), ("file:/a/SHA256SUMS", .list("/a/SHA256SUMS")),
            ("file:https://x/SUMS", .list("https://x/SUMS")),
        ])
    func forms(text: String, expected: ChecksumSource) throws {
        #expect(try ChecksumSource(text) == expected)
    }

    @Test func theTypeIsToldFromTheLength() throws {
        let md5 = try #require(Checksum(.md5, hex: Self.md5))
        let sha256 = try #require(Checksum(.sha256, hex: Self.sha256))
        #expect(try ChecksumSource(Self.md5) == .value(md5))
        #expect(try ChecksumSource("md5:" + Self.md5.uppercased()) == .value(md5))
        #expect(try ChecksumSource("SHA256:" + Self.sha256) == .value(sha256))
    }

    @Test(
        "what is no checksum is refused",
        arguments: ["", "abc", "crc:1234", "md5:1234", "sha256:" + md5, "zz" + md5.dropFirst(2)])
    func refusals(text: String) {
        #expect(throws: ChecksumError.self) { try ChecksumSource(text) }
    }

    @Test(
        "a list is matched by the file's name",
        arguments: [
            "\(sha256)  a.iso\n\(md5)  b.iso\n", "\(sha256) *a.iso", "SHA256 (a.iso) = \(sha256)\nMD5 (a.iso) = \(md5)",
            "# comment\n\(sha256)  ./dir/a.iso", "\(sha256)\n", "\(sha256)  a.iso\r\n",
            "\u{FEFF}\(sha256) *a.iso  \r\n\(md5) *b.iso\r\n",
        ])
    func lists(text: String) throws {
        #expect(try ChecksumList(text).checksum(for: "a.iso", list: "SUMS").hex == Self.sha256)
    }

    @Test func aFileThatIsNotListedIsAnError() {
        let list = ChecksumList("\(Self.sha256)  b.iso")
        #expect(throws: ChecksumError.notListed(file: "a.iso", list: "S", names: ["b.iso"])) {
            try list.checksum(for: "http://h/x/a.iso", list: "S")
        }
        #expect("\(ChecksumError.notListed(file: "a", list: "S", names: ["b", "c"]))".hasSuffix("it lists b, c"))
    }

    @Test(
        "of files with one name in several folders, the path tells which is meant",
        arguments: [
            ("http://h/images/netboot/mini.iso", sha256), ("http://h/images/netboot/gtk/mini.iso", other),
            ("/srv/netboot/gtk/mini.iso", other),
        ])
    func folders(path: String, expected: String) throws {
        let list = ChecksumList("\(Self.sha256)  ./netboot/mini.iso\n\(Self.other)  ./netboot/gtk/mini.iso\n")
        #expect(try list.checksum(for: path, list: "S").hex == expected)
        #expect(throws: ChecksumError.ambiguous(file: "mini.iso", list: "S")) {
            try list.checksum(for: "/elsewhere/mini.iso", list: "S")
        }
    }
}
