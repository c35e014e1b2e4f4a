import Testing

@testable import QEMU

struct QEMUArgsTests {
    let line = CommandLine([
        ("-m", ["512M"]), ("-netdev", ["user,id=user.0"]), ("-device", ["ctl", "virtio-net,netdev=user.0"]),
        ("-drive", ["a", "b"]), ("-qmp", ["ours"]),
    ])

    func applying(_ lists: [[String]]) -> [String] {
        line.applying(qemuargs: lists, netDevice: "virtio-net").arguments
    }

    @Test func `without qemuargs nothing changes`() {
        #expect(applying([]) == line.arguments)
    }

    @Test func `a named switch loses all its defaults, in its place`() {
        #expect(
            applying([["-drive", "c"], ["-m", "1G"], ["-drive", "d"]]) == [
                "-m", "1G", "-netdev", "user,id=user.0", "-device", "ctl", "-device", "virtio-net,netdev=user.0",
                "-drive", "c", "-drive", "d",
                "-qmp", "ours",
            ])
    }

    @Test func `a lost network card is given back`() {
        #expect(
            applying([["-device", "usb-tablet"]]).contains("virtio-net,netdev=user.0"))
        let own = applying([["-device", "virtio-net-pci,netdev=mine"]])
        #expect(own.filter { $0.contains("netdev=") } == ["virtio-net-pci,netdev=mine"])
    }

    @Test func `no card is given back to a network that is not there`() {
        let own = applying([["-netdev", "user,id=mine"], ["-device", "e1000,netdev=mine"]])
        #expect(own.filter { $0.contains("netdev=") } == ["e1000,netdev=mine"])
        let kept = applying([["-netdev", "user,id=user.0,net=10.1.0.0/24"], ["-device", "usb-tablet"]])
        #expect(kept.contains("virtio-net,netdev=user.0"))
    }

    @Test func `further elements are joined, and no value makes a bare switch`() {
        #expect(
            applying([["-cpu", "host", ",+x"], ["-no-reboot"], ["-S", ""], []]).suffix(4) == [
                "-cpu", "host,+x", "-no-reboot", "-S",
            ])
    }

    @Test func `switches are compared as they are written`() {
        #expect(applying([["--drive", "c"]]).filter { $0 == "-drive" }.count == 2)
    }

    @Test func `appended switches replace nothing`() {
        let added = line.appending(qemuargs: [["-device", "usb-tablet"], ["-S"], ["-m", "1G"]])
        #expect(
            added.arguments.filter { ["ctl", "usb-tablet", "-S", "512M", "1G"].contains($0) } == [
                "512M", "1G", "ctl", "usb-tablet", "-S",
            ])
        #expect(added.missing(of: line) == [])
    }

    @Test func `what an override drops is known`() {
        let line = CommandLine([
            ("-netdev", ["user,id=user.0"]),
            ("-device", ["virtio-scsi-pci,id=scsi0", "scsi-hd,bus=scsi0.0,drive=drive0", "virtio-net,netdev=user.0"]),
            ("-drive", ["if=none,file=OUT/vm,id=drive0", "file=C.iso,media=cdrom"]),
        ])
        func missing(_ lists: [[String]]) -> [String] {
            line.applying(qemuargs: lists, netDevice: "virtio-net").missing(of: line)
        }
        #expect(missing([["-m", "1G"]]) == [])
        #expect(missing([["-drive", "file=OUT/vm,if=ide"]]) == ["-drive file=C.iso,media=cdrom"])
        #expect(missing([["-drive", "file=OUT/vm,if=ide"], ["-cdrom", "C.iso"]]) == [])
        #expect(
            missing([["-device", "usb-tablet"]]) == [
                "-device virtio-scsi-pci,id=scsi0", "-device scsi-hd,bus=scsi0.0,drive=drive0",
            ])
    }

    @Test func `our monitor stays beside the template's`() {
        #expect(applying([["-qmp", "theirs"]]).suffix(4) == ["-qmp", "theirs", "-qmp", "ours"])
    }
}
