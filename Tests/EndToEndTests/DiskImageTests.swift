import HostOS
import JSONText
import TestSupport
import Testing

/// Disk images that are changed without booting them, by libguestfs with TCG, and what other programs make of them.
@Suite(.turnLimit) struct DiskImageTests {
    /// A bootable disk in the fixture's folder, as the tiny installer makes it.
    private func tinyDisk(in ingot: IngotFixture) async throws -> String {
        let iso = try IngotFixture.required("INGOT_TINY_ISO")
        try ingot.write(try TinyTemplate.text())
        try TinyTemplate.linkAnswers(in: ingot)
        let result = try await ingot.build("-force", "-var", "iso_url=\(iso)")
        try #require(result.exit == .status(0), "\(result.text)")
        return ingot.directory + "/output/tiny.qcow2"
    }

    /// The library would keep the appliance that it makes in the fixture's temporary folder.
    private func sharingAppliance(_ fixture: IngotFixture) -> IngotFixture {
        var ingot = fixture
        ingot.variables["LIBGUESTFS_CACHEDIR"] = "/var/tmp"
        return ingot
    }

    private func source(_ disk: String) -> String {
        """
        source "qemu" "image" {
          iso_url          = "\(disk)"
          iso_checksum     = "none"
          disk_image       = true
          skip_resize_disk = true
          disk_compression = true
          communicator     = "guestfs"
          accelerator      = "tcg"
          output_directory = "image"
          vm_name          = "image.qcow2"
        }

        """
    }

    private func run(_ words: String...) async throws -> ProcessResult {
        try await runProcess(words[0], Array(words.dropFirst()))
    }

    @Test func `an image is changed, made anonymous and boxed, and Vagrant runs it`() async throws {
        try await IngotFixture.with { fixture in
            let ingot = sharingAppliance(fixture)
            let disk = try await tinyDisk(in: ingot)
            let key = try #require(try await insecureKey(), "the package vagrant is not installed")
            try HostFiles.createDirectory(ingot.directory + "/tree/sub", intermediates: true)
            try ingot.write("#!/bin/sh\necho I run\n", to: "tree/sub/program")
            try HostFiles.setMode(0o750, of: ingot.directory + "/tree/sub/program")
            try ingot.write(Self.vagrantfile, to: "Vagrantfile.template")
            try ingot.write(source(disk) + Self.changes.replacing("KEY", with: key))
            let result = try await ingot.build()
            try #require(result.exit == .status(0), "\(result.text)")
            checkWords(result)
            #expect(try HostFiles.readText(ingot.directory + "/back/program") == "#!/bin/sh\necho I run\n")
            #expect(try HostFiles.mode(ingot.directory + "/back/program") == 0o755)
            try await checkSize(ingot.directory + "/image/image.qcow2")
            try await checkBox(ingot)
        }
    }

    /// A command's two outputs and its status arrive, and secrets do not.
    private func checkWords(_ result: IngotResult) {
        for line in ["from the image", "unfinished", "0 0 -rwxr-x--- /opt/tree/sub/program"] {
            #expect(result.lines.contains("==> qemu.image: " + line), "\(result.text)")
        }
        #expect(result.text.contains("(sysprep): Removed 1 of histories of shells"))
        #expect(result.text.contains("free space trimmed"))
        #expect(!result.text.contains("verysecret"))
    }

    /// 40 MiB of noise that a deleted file left are gone, the clusters still compressed.
    private func checkSize(_ image: String) async throws {
        #expect(try HostFiles.size(image) < 30 << 20)
        let check = try await run("qemu-img", "check", "--output=json", image)
        #expect(check.exit == .status(0), "\(check.outputText)")
        #expect(try JSONParser.parse(check.standardOutput)["compressed-clusters"]?.int ?? 0 > 100)
    }

    private static let changes = #"""
        build {
          sources = ["source.qemu.image"]
          provisioner "shell" {
            inline = [
              "echo 'vagrant:x:0:0:vagrant:/home/vagrant:/bin/sh' >>/etc/passwd; mkdir -p /home/vagrant /root",
              "echo 'vagrant:*:::::::' >>/etc/shadow",
              "dd if=/dev/urandom of=/noise bs=1M count=40 2>/dev/null; sync; rm /noise",
              "echo x >/root/.ash_history; echo 0123456789abcdef0123456789abcdef >/etc/machine-id",
              "echo from the image; printf unfinished",
            ]
          }
          provisioner "file" {
            source      = "tree"
            destination = "/opt"
          }
          provisioner "guestfs" {
            step {
              user          = "vagrant"
              ssh_keys      = ["KEY"]
              password_hash = "$6$salt$verysecret"
            }
            step { hostname = "boxed" }
            step {
              write   = "/etc/motd"
              content = "made by hand\n"
              mode    = "0604"
            }
            step {
              edit    = "/etc/motd"
              replace = "by (\\w+)$"
              with    = "without $1s"
            }
            step { run = ["stat -c '%u %g %A %n' /opt/tree/sub/program", "grep -q '^vagrant:[$]6[$]' /etc/shadow"] }
            step { delete = ["/var/log/drop*"] }
          }
          provisioner "file" {
            source      = "/opt/tree/sub/"
            destination = "back"
            direction   = "download"
          }
          post-processors {
            post-processor "sysprep" {
              trim = true
            }
            post-processor "vagrant" {
              output               = "tiny.box"
              vagrantfile_template = "Vagrantfile.template"
            }
          }
        }
        """#

    // MARK: Vagrant

    /// The public key whose private half everybody has, which boxes let in.
    private func insecureKey() async throws -> String? {
        let folders = try await run("sh", "-c", "ls -d /usr/share/rubygems-integration/all/gems/vagrant-[0-9]*")
        let folder = folders.outputText.split(separator: "\n").first.map(String.init) ?? ""
        guard HostFiles.exists(folder + "/keys/vagrant.pub") else { return nil }
        let line = try HostFiles.readText(folder + "/keys/vagrant.pub")
        return line.split(separator: "\n").first.map(String.init)
    }

    /// The guest has busybox, and needs little.
    private static let vagrantfile = """
        Vagrant.configure("2") do |config|
          config.ssh.shell = "sh"
          config.ssh.insert_key = false
          config.vm.guest = :linux
          config.vm.synced_folder ".", "/vagrant", disabled: true
          config.vm.provider :libvirt do |libvirt|
            libvirt.cpu_mode = "maximum"
            libvirt.memory = 256
            libvirt.graphics_type = "none"
          end
        end

        """

    /// Vagrant, with a libvirtd of its own: in namespaces for network, mounts and processes, so that nothing is left.
    private func checkBox(_ ingot: IngotFixture) async throws {
        guard HostEnvironment.isRoot else { return }
        try ingot.write(Self.vagrantScript, to: "vagrant.sh")
        let result = try await run(
            "unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "bash",
            ingot.directory + "/vagrant.sh", ingot.directory + "/v", ingot.directory + "/tiny.box")
        #expect(result.exit == .status(0), "\(result.outputText)\(result.errorText)")
        let said = result.outputText.split(whereSeparator: \.isNewline)
        #expect(said.contains("tiny (libvirt, 0)") || said.contains { $0.hasPrefix("tiny (libvirt, 0") })
        #expect(said.contains("boxed: made without hands, machine-id of 0 bytes"), "\(result.outputText)")
    }

    private static let vagrantScript = #"""
        set -eu
        ip link set lo up
        mkdir -p "$1"/{run,lib,log,cache,etc,home,project}
        for pair in run:/run lib:/var/lib log:/var/log cache:/var/cache etc:/etc; do
            mkdir -p "${pair#*:}/libvirt"
            mount --bind "$1/${pair%%:*}" "${pair#*:}/libvirt"
        done
        mkdir -p /var/lib/libvirt/{images,qemu,dnsmasq,boot}
        cat >/etc/libvirt/qemu.conf <<CONF
        user = "root"
        group = "root"
        security_driver = "none"
        stdio_handler = "file"
        cgroup_controllers = []
        remember_owner = 0
        namespaces = []
        CONF
        printf 'unix_sock_group = "root"\nauth_unix_rw = "none"\n' >/etc/libvirt/libvirtd.conf
        libvirtd -f /etc/libvirt/libvirtd.conf -p "$1/pid" >"$1/libvirtd.log" 2>&1 &
        until virsh -c qemu:///system version >/dev/null 2>&1; do
            kill -0 $! && sleep 0.1
        done
        export HOME=$1/home VAGRANT_HOME=$1/home/.vagrant.d VAGRANT_CHECKPOINT_DISABLE=1
        cd "$1/project"
        vagrant box add --name tiny "$2"
        vagrant box list
        printf 'Vagrant.configure("2") { |c| c.vm.box = "tiny" }\n' >Vagrantfile
        vagrant up --provider=libvirt
        vagrant ssh -c 'echo "$(hostname): $(cat /etc/motd), machine-id of $(stat -c %s /etc/machine-id) bytes"'
        vagrant destroy -f
        """#

    // MARK: Ends before the end

    @Test func `a command in an image ends at once by Ctrl-C, and nothing is left`() async throws {
        try await IngotFixture.with { fixture in
            let ingot = sharingAppliance(fixture)
            let disk = ingot.directory + "/disk.raw"
            try await smallSystem(at: disk, ingot)
            try ingot.write(
                source(disk) + """
                    build {
                      sources = ["source.qemu.image"]
                      provisioner "shell" { inline = ["echo in the image; sleep 1000"] }
                    }
                    """)
            let end = try await ingot.start(["build", "-color=false", "t.pkr.hcl"]) { run in
                try await run.line(with: "in the image")
                return try await run.end(by: .interrupt)
            }
            #expect(end.exit == .status(1))
            #expect(end.text.contains("Cleanly cancelled builds after being interrupted."))
            #expect(!ingot.exists("image"))
        }
    }

    /// A file system with a busybox, which libguestfs takes for a system.
    private func smallSystem(at disk: String, _ ingot: IngotFixture) async throws {
        let script = """
            set -e
            mkdir -p root/bin root/etc root/tmp root/dev root/proc root/sys root/usr root/var
            cp "$(command -v busybox)" root/bin/busybox
            for name in sh echo sleep chmod rm cat mkdir; do ln -s busybox root/bin/$name; done
            printf 'ID=debian\\nVERSION_ID=12\\n' >root/etc/os-release
            echo '/dev/sda / ext4 defaults 0 0' >root/etc/fstab
            truncate -s 32M "$1"
            mke2fs -q -t ext4 -d root "$1"
            """
        let made = try await runProcess("sh", ["-c", script, "sh", disk], workingDirectory: ingot.directory)
        try #require(made.exit == .status(0), "\(made.errorText)")
    }

    @Test func `an appliance that cannot be made is told with its trace and what to do`() async throws {
        try await IngotFixture.with { fixture in
            var ingot = fixture
            ingot.variables["LIBGUESTFS_PATH"] = ingot.directory + "/nowhere"
            let disk = ingot.directory + "/disk.raw"
            try HostFiles.write([UInt8](repeating: 0, count: 1 << 20), to: disk)
            try ingot.write(source(disk) + "build { sources = [\"source.qemu.image\"] }\n")
            let result = try await ingot.build()
            #expect(result.exit == .status(1))
            #expect(result.text.contains("The appliance of libguestfs did not start"))
            #expect(result.lines.contains("    launch: backend=direct"), "\(result.text)")
            #expect(result.text.contains("libguestfs-make-fixed-appliance"))
            #expect(!ingot.exists("image"))
        }
    }

    // MARK: OVA

    @Test func `another program reads our OVA, and refuses one that was damaged`() async throws {
        try await IngotFixture.with { ingot in
            _ = try await run("qemu-img", "create", "-q", "-f", "qcow2", ingot.directory + "/disk.qcow2", "64M")
            try ingot.write(
                """
                source "null" "machine" { communicator = "none" }
                build {
                  sources = ["source.null.machine"]
                  post-processors {
                    post-processor "artifice" { files = ["disk.qcow2"] }
                    post-processor "convert" {
                      format   = "ova"
                      output   = "machine.ova"
                      vm_name  = "my machine"
                      cpus     = 2
                      memory   = 768
                      firmware = "efi"
                    }
                  }
                }
                """)
            let result = try await ingot.build()
            try #require(result.exit == .status(0), "\(result.text)")
            let read = try await readOVA(ingot.directory + "/machine.ova")
            #expect(read.exit == .status(0), "\(read.errorText)")
            let facts = read.outputText.split(separator: "\n").map { $0.drop(while: \.isWhitespace) }
            for fact in [
                "source name: my machine", "memory: 805306368 (bytes)", "nr vCPUs: 2", "firmware: uefi", "0 [scsi]",
                "Bridge \"NAT\" [e1000]",
            ] {
                #expect(facts.contains(fact[...]), "\(read.outputText)")
            }
            var bytes = try HostFiles.read(ingot.directory + "/machine.ova")
            // In the first disk, which follows the descriptor and the manifest.
            bytes[bytes.count / 2] ^= 1
            try HostFiles.write(bytes, to: ingot.directory + "/damaged.ova")
            let refused = try await readOVA(ingot.directory + "/damaged.ova")
            #expect(refused.exit != .status(0))
            #expect(refused.errorText.contains("checksum"), "\(refused.errorText)")
        }
    }

    private func readOVA(_ path: String) async throws -> ProcessResult {
        let environment = HostEnvironment.variables.merging(["LIBGUESTFS_BACKEND": "direct"]) { _, own in own }
        return try await runProcess("virt-v2v", ["--print-source", "-i", "ova", path], environment: environment)
    }
}
