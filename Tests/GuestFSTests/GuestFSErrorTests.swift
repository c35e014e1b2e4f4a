import Diagnostics
import Testing

@testable import GuestFS

/// What an error of libguestfs tells its reader to do.
@Suite struct GuestFSErrorTests {
    @Test(arguments: [
        ("supermin: failed to find a suitable kernel (host_cpu=x86_64).", "install linux-image-cloud-amd64"),
        ("cp: cannot open '/boot/vmlinuz-6.1.0' for reading: Permission denied", "let the user read /boot/vmlinuz-*"),
        ("cannot find any suitable libguestfs supermin, fixed or old-style appliance", "LIBGUESTFS_PATH=FOLDER"),
        ("qemu-system-x86_64: No such file or directory", "Install the package qemu-system-x86."),
        ("write: No space left on device", "LIBGUESTFS_CACHEDIR"),
        ("something else", "libguestfs-test-tool"),
    ])
    func `the trace of a start that failed leads to advice`(words: String, advice: String) {
        let error = GuestFSError.launch(words: "guestfs_launch failed", trace: ["first", words])
        #expect(error.diagnostic.advice.joined(separator: "\n").contains(advice), "\(error.diagnostic.advice)")
        #expect(error.diagnostic.detail.contains("    \(words)"))
    }

    @Test func `a disk without a system is told with what is on it`() {
        let error = GuestFSError.noSystem(fileSystems: ["/dev/sda1 (ext4)", "/dev/sda2 (swap)"])
        #expect(error.diagnostic.detail.contains("/dev/sda1 (ext4), /dev/sda2 (swap)"))
        #expect(error.diagnostic.advice.contains { $0.contains("guestfs_mounts") })
        #expect(GuestFSError.noSystem(fileSystems: []).description.hasSuffix("none"))
    }

    @Test(arguments: [([], []), (["a"], []), (["a", "1", "b", "2"], ["a=1", "b=2"])])
    func `lists of pairs are read two by two`(list: [String], pairs: [String]) {
        #expect(GuestDisk.pairs(list).map { "\($0.first)=\($0.second)" } == pairs)
    }
}
