import HTTP
import HostOS
import TestSupport
import Testing

/// Machines that start in other ways than from a BIOS and a CD-ROM, each really run.
@Suite(.turnLimit) struct MachineKindTests {
    @Test func `a machine boots by EFI, and its variables and its TPM's state are kept`() async throws {
        try await IngotFixture.with { ingot in
            try EmptyMachine().with([
                "machine_type": #""q35""#, "efi_boot": "true", "vtpm": "true", "vtpm_keep_state": "true",
                "memory": "128", "disk_size": #""8M""#, "format": #""raw""#, "vm_name": #""efi.raw""#,
                // Without a ROM and a driver for its card, the firmware does not look for a server to boot from.
                "net_device": #""rtl8139""#, "qemuargs_append": #"[["-global", "rtl8139.romfile="]]"#,
            ]).put(in: ingot)
            try await putStartScript(in: ingot)
            let result = try await ingot.build()
            #expect(result.exit == .status(0), "\(result.text)")
            let files = try HostFiles.walk(ingot.directory + "/output").filter { $0.kind == .file }.map(\.path)
            #expect(files.sorted() == ["efi.raw", "efivars.fd", "tpm-state/tpm2-00.permall"])
            // The variable that the script has set, in UTF-16.
            let name: [UInt8] = "IngotTest".utf8.flatMap { [$0, 0] }
            #expect(try HostFiles.read(ingot.directory + "/output/efivars.fd").firstRange(of: name) != nil)
            #expect(try HostFiles.size(ingot.directory + "/output/efi.raw") == 8 << 20)
        }
    }

    /// A disk with a script for the firmware's own shell.
    private func putStartScript(in ingot: IngotFixture) async throws {
        let script = "setvar IngotTest -guid 11223344-5566-7788-99aa-bbccddeeff00 -bs -nv =L\"kept\"\r\nreset -s\r\n"
        try ingot.write(script, to: "startup.nsh")
        let image = ingot.directory + "/disk.img"
        try HostFiles.write([UInt8](repeating: 0, count: 4 << 20), to: image)
        for words in [
            ["mformat", "-i", image, "-h", "8", "-t", "32", "-s", "32", "::"],
            ["mcopy", "-i", image, ingot.directory + "/startup.nsh", "::"],
        ] {
            let result = try await runProcess(words[0], Array(words.dropFirst()))
            #expect(result.exit == .status(0), "\(result.errorText)")
        }
    }

    private static let armFolder = "/usr/lib/debian-installer/images/12/arm64/text/debian-installer/arm64/"
    private static let canRunARM =
        HostFiles.exists(armFolder + "linux") && HostEnvironment.find(executable: "qemu-system-aarch64") != nil

    @Test(.enabled(if: canRunARM, "qemu-system-arm or debian-installer-12-netboot-arm64 is not installed"))
    func `a machine of ARM boots a kernel`() async throws {
        try await IngotFixture.with { ingot in
            try EmptyMachine().with([
                "arch": #""aarch64""#, "efi_boot": "false", "memory": "512",
                "direct_kernel": #""file:\#(Self.armFolder)linux""#,
                "direct_initrd": #""file:\#(Self.armFolder)initrd.gz""#,
                "kernel_arguments":
                    #"["console={{ .SerialConsole }}", "rdinit=/bin/busybox", "--", "poweroff", "-f"]"#,
                "qemuargs_append": #"[["-serial", "file:serial.log"]]"#,
            ]).put(in: ingot)
            let result = try await ingot.build()
            #expect(result.exit == .status(0), "\(result.text)")
            let serial = String(decoding: try HostFiles.read(ingot.directory + "/serial.log"), as: UTF8.self)
            #expect(serial.contains("Machine model: linux,dummy-virt"), "\(serial.suffix(2000))")
            #expect(serial.contains("reboot: Power down"), "\(serial.suffix(2000))")
        }
    }

    @Test(
        .enabled(
            if: HostEnvironment.find(executable: "qemu-system-riscv64") != nil, "qemu-system-misc is not installed"))
    func `a machine of RISC-V starts its firmware`() async throws {
        try await IngotFixture.with { ingot in
            let server = EmptyMachine().with([
                "arch": #""riscv64""#, "memory": "128", "shutdown_timeout": #""5s""#,
                "qemuargs_append": #"[["-serial", "file:serial.log"]]"#,
            ])
            try server.put(in: ingot)
            let result = try await ingot.build()
            #expect(result.text.contains("Timeout waiting for shutdown"), "\(result.text)")
            let serial = String(decoding: try HostFiles.read(ingot.directory + "/serial.log"), as: UTF8.self)
            #expect(serial.contains("OpenSBI"), "\(serial)")
            try HostFiles.removeTree(ingot.directory + "/output.ingot-report")
        }
    }
}

/// Whole builds of the tiny installer whose kernel QEMU starts: nothing is typed and nothing waited for.
@Suite(.turnLimit) struct DirectBootTests {
    /// The tiny template with its kernel out of the ISO.
    private func template(_ further: String) throws -> String {
        let start = """
            direct_kernel    = "/linux"
              direct_initrd    = "/initrd.gz"
              kernel_arguments = ["quiet", "console=ttyS0", "url=http://{{ .HTTPIP }}:{{ .HTTPPort }}/preseed.cfg"]
              \(further)
            """
        var lines = try TinyTemplate.text().split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let first = try #require(lines.firstIndex { $0.contains("boot_wait") })
        let last = try #require(lines[first...].firstIndex { $0 == "  ]" })
        lines.replaceSubrange(first...last, with: ["  " + start])
        return lines.joined(separator: "\n")
    }

    private func expectImage(_ result: IngotResult, in ingot: IngotFixture) throws {
        #expect(result.exit == .status(0), "\(result.text)")
        #expect(result.text.contains("uid=0(root)"))
        #expect(try HostFiles.list(ingot.directory + "/output") == ["tiny.qcow2"])
    }

    @Test func `a kernel out of the ISO installs, and its disk boots afterwards`() async throws {
        let iso = try IngotFixture.required("INGOT_TINY_ISO")
        try await IngotFixture.with { ingot in
            try ingot.write(try template(""))
            try TinyTemplate.linkAnswers(in: ingot)
            let result = try await ingot.build("-var", "iso_url=\(iso)")
            try expectImage(result, in: ingot)
            let told = result.lines.filter { $0.contains("Starting VM") || $0.contains("Typing") }
            #expect(
                told == [
                    "==> qemu.tiny: Starting VM, booting its kernel", "==> qemu.tiny: Starting VM, booting disk image",
                ])
        }
    }

    private static let canBridge =
        HostEnvironment.find(executable: "dnsmasq") != nil && HostFiles.exists("/usr/lib/qemu/qemu-bridge-helper")

    @Test(.enabled(if: canBridge, "dnsmasq-base or qemu-system-common is not installed"))
    func `a machine on a bridge is found by its address`() async throws {
        let iso = try IngotFixture.required("INGOT_TINY_ISO")
        try await IngotFixture.with { ingot in
            try ingot.write(try template("net_bridge = \"br7\""))
            try TinyTemplate.linkAnswers(in: ingot)
            let result = try await ingot.build(
                "-var", "iso_url=\(iso)",
                wrapper: ["unshare", "--net", "--mount", "sh", "-c", Self.bridge(ingot), "sh"])
            try expectImage(result, in: ingot)
            #expect(result.text.contains("The machine has the address 192.168.77.5"), "\(result.text)")
        }
    }

    @Test(.enabled(if: canBridge, "dnsmasq-base or qemu-system-common is not installed"))
    func `a machine whose address only its agent tells is found on a bridge`() async throws {
        let iso = try IngotFixture.required("INGOT_TINY_ISO")
        try await IngotFixture.with { ingot in
            try ingot.write(try template("net_bridge = \"br7\""))
            try TinyTemplate.linkAnswers(in: ingot)
            let made = try await runProcess("mkfifo", [ingot.directory + "/go"])
            #expect(made.exit == .status(0), "\(made.errorText)")
            let result = try await ingot.build(
                "-var", "iso_url=\(iso)",
                wrapper: ["unshare", "--net", "--mount", "sh", "-c", Self.farBridge(ingot), "sh"])
            try expectImage(result, in: ingot)
            #expect(result.text.contains("The machine has the address 192.168.77.5"), "\(result.text)")
        }
    }

    @Test(.enabled(if: canBridge, "dnsmasq-base or qemu-system-common is not installed"))
    func `a machine that qemuargs put on a bridge gets its answers and is reached at its own address`() async throws {
        let iso = try IngotFixture.required("INGOT_TINY_ISO")
        try await IngotFixture.with { ingot in
            try ingot.write(
                try template("ssh_host = \"192.168.77.50\"")
                    .replacing("http://{{ .HTTPIP }}:", with: "http://192.168.77.1:")
                    .replacing(
                        "    [\"-cpu\", \"max\"],\n",
                        with: "    [\"-cpu\", \"max\"],\n    [\"-netdev\", \"bridge,id=user.0,br=br7\"],\n"))
            try TinyTemplate.linkAnswers(in: ingot)
            let result = try await ingot.build(
                "-var", "iso_url=\(iso)",
                wrapper: ["unshare", "--net", "--mount", "sh", "-c", Self.bridge(ingot, last: 50), "sh"])
            try expectImage(result, in: ingot)
            #expect(result.text.contains("It listens at all addresses of this host"), "\(result.text)")
        }
    }

    /// The same with the DHCP server in a network of its own, as if it were another machine: its leases are out of
    /// sight, and the guest has no reason to speak with this host.
    private static func farBridge(_ ingot: IngotFixture) -> String {
        """
        set -e
        mount -t tmpfs none /etc/qemu
        echo allow br7 >/etc/qemu/bridge.conf
        ip link set lo up
        ip link add br7 type bridge
        ip address add 192.168.77.1/24 dev br7
        ip link set br7 up
        unshare --net sh -c 'read word; exec dnsmasq --keep-in-foreground --conf-file=/dev/null --interface=far \\
            --bind-interfaces --port=0 --user=root --dhcp-range=192.168.77.50,192.168.77.59,1h \\
            --dhcp-leasefile=\(ingot.directory)/leases --pid-file= --log-facility=\(ingot.directory)/dhcp.log' \
            <\(ingot.directory)/go &
        far=$!
        exec 3>\(ingot.directory)/go
        until [ "$(readlink /proc/$far/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.1; done
        ip link add near type veth peer name far netns $far
        ip link set near master br7 up
        nsenter --net=/proc/$far/ns/net ip address add 192.168.77.2/24 dev far
        nsenter --net=/proc/$far/ns/net ip link set far up
        echo go >&3
        status=0
        "$@" 3>&- || status=$?
        kill $far
        wait $far || true
        exit $status
        """
    }

    /// Makes a network with nothing but a bridge and a DHCP server on it, and runs its arguments there.
    ///
    /// - Parameter last: the server gives out 192.168.77.50 to this one.
    private static func bridge(_ ingot: IngotFixture, last: Int = 59) -> String {
        """
        set -e
        mount -t tmpfs none /etc/qemu
        echo allow br7 >/etc/qemu/bridge.conf
        ip link set lo up
        ip link add br7 type bridge
        ip address add 192.168.77.1/24 dev br7
        ip link set br7 up
        dnsmasq --keep-in-foreground --conf-file=/dev/null --interface=br7 --bind-interfaces --port=0 --user=root \\
            --dhcp-range=192.168.77.50,192.168.77.\(last),1h --dhcp-leasefile=\(ingot.directory)/leases --pid-file= \\
            --log-facility=\(ingot.directory)/dhcp.log &
        server=$!
        status=0
        "$@" || status=$?
        kill $server
        wait $server || true
        exit $status
        """
    }

    @Test func `QEMU reads the ISO from its server`() async throws {
        let iso = try IngotFixture.required("INGOT_TINY_ISO")
        try await IngotFixture.with { ingot in
            try ingot.write(
                try TinyTemplate.text().replacing(
                    "  iso_checksum = var.iso_checksum", with: "  iso_skip_cache = true"))
            try TinyTemplate.linkAnswers(in: ingot)
            try HostFiles.createDirectory(ingot.directory + "/media")
            try HostFiles.copy(iso, to: ingot.directory + "/media/tiny.iso")
            let result = try await withGuestFileServer(
                .directory(ingot.directory + "/media"), ports: 20_000...50_000
            ) { server in
                try await ingot.build("-var", "iso_url=http://127.0.0.1:\(server.port)/tiny.iso")
            }
            try expectImage(result, in: ingot)
            #expect(try !HostFiles.list(ingot.cache).contains { $0.hasSuffix(".iso") })
        }
    }
}
