import Testing

@testable import QEMU

struct DiskImageTests {
    @Test(arguments: [
        ("40960M", "40960M", Int64(40960) << 20), ("512", "512M", 512 << 20), ("10g", "10G", 10 << 30),
        ("7b", "7B", 7), ("1T", "1T", 1 << 40),
    ])
    func `a size has a unit or is in MiB`(_ text: String, _ argument: String, _ bytes: Int64) {
        #expect(DiskSize(text)?.text == argument)
        #expect(DiskSize(text)?.bytes == bytes)
    }

    @Test(arguments: ["", "M", "1P", "1E", "-1", "1.5G", "10 G", "99999999999T", "10GB"])
    func `what is no size is refused`(_ text: String) {
        #expect(DiskSize(text) == nil)
    }

    @Test func `a compressed image is written by parallel coroutines`() {
        let arguments = DiskImageArguments(convert: ["-t", "none"])
        #expect(
            arguments.convert("a", to: "b", format: "qcow2", compression: .zlib) == [
                "convert", "-p", "-c", "-m", "16", "-W", "-t", "none", "-O", "qcow2", "a", "b",
            ])
        #expect(
            arguments.convert("a", to: "b", format: "qcow2", compression: .zstd).contains(
                "compression_type=zstd,compat=1.1"))
        #expect(
            arguments.convert("a", to: "b", format: "raw", compression: nil) == [
                "convert", "-p", "-t", "none", "-O", "raw", "a", "b",
            ])
    }

    @Test func `the size of clusters is one setting beside others, of qcow2 images only`() {
        var arguments = DiskImageArguments()
        arguments.clusterSize = 1 << 21
        #expect(
            arguments.create("d", format: "qcow2", size: "1G", backing: nil) == [
                "create", "-f", "qcow2", "-o", "cluster_size=2097152", "d", "1G",
            ])
        #expect(
            arguments.convert("a", to: "b", format: "qcow2", compression: .zstd) == [
                "convert", "-p", "-c", "-m", "16", "-W", "-o",
                "compression_type=zstd,compat=1.1,cluster_size=2097152", "-O", "qcow2", "a", "b",
            ])
        #expect(!arguments.create("d", format: "raw", size: "1G", backing: nil).contains("-o"))
    }

    @Test func `an overlay names its base and the base's format`() {
        let arguments = DiskImageArguments(create: ["-o", "x"])
        #expect(
            arguments.create("d", format: "qcow2", size: "1G", backing: ("base", "raw")) == [
                "create", "-f", "qcow2", "-b", "base", "-F", "raw", "-o", "x", "d", "1G",
            ])
    }

    @Test func `progress is read from pieces of any size`() {
        var whole = DiskImageProgress()
        #expect(whole.receive("    (0.00/100%)\r    (12.50/100%)\r".utf8) == 12.5)
        var pieces = DiskImageProgress()
        #expect("    (99.99/100%)".utf8.compactMap { pieces.receive([$0]) } == [99.99])
    }

    @Test(arguments: ["(x/100%)", "12.5/100%", "(1e999/100%)", "(-5/100%)", "(nan/100%)"])
    func `other text is no progress`(_ text: String) {
        var progress = DiskImageProgress()
        #expect(progress.receive(text.utf8) == nil)
    }

    @Test func `the probe's boot sector is one`() {
        #expect(ProbeBootSector.bytes.count == 512)
        #expect(ProbeBootSector.bytes.suffix(2) == [0x55, 0xAA])
    }
}
