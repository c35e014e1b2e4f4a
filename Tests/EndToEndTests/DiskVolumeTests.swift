import HostOS
import TestSupport
import Testing

/// Disks whose file systems lie on volumes of LVM and on encrypted ones, made by guestfish.
@Suite(
    .enabled(if: HostEnvironment.find(executable: "guestfish") != nil, "the package guestfish is not installed"),
    .turnLimit)
struct DiskVolumeTests {
    private static let size = 300
    /// MiB of noise that deleted files, a removed volume and a removed file of an encrypted volume have left.
    private static let noise = 30

    /// Makes three partitions; another appliance fills them, whose kernel finds the finished table.
    private static let partitioning = """
        disk-create disk.qcow2 qcow2 \(size)M
        add-drive disk.qcow2 format:qcow2
        run
        part-init /dev/sda gpt
        part-add /dev/sda p 2048 409599
        part-add /dev/sda p 409600 532479
        part-add /dev/sda p 532480 577535

        """

    /// The first is for LVM, with a volume of `ext4`, one of swap space and free extents; the others are encrypted.
    ///
    /// The appliance's kernel may name its own disk, which has no partitions, `sda`, and this one `sdb`. guestfish
    /// translates the names in its commands, but not those in a command of the shell.
    private static let filling = """
        add-drive disk.qcow2 format:qcow2
        run
        pvcreate /dev/sda1
        vgcreate pool /dev/sda1
        lvcreate root pool 80
        lvcreate swap pool 16
        lvcreate gone pool 60
        mkfs ext4 /dev/pool/root
        mkswap /dev/pool/swap label:spare uuid:11111111-2222-3333-4444-555555555555
        upload noise /dev/pool/gone
        lvremove /dev/pool/gone
        mount /dev/pool/root /
        write /kept "on LVM"
        upload noise /noise
        sync
        rm /noise
        umount /
        debug sh "printf sesame | cryptsetup -q luksFormat \(quick) --key-file - /dev/sd?2"
        debug sh "printf sesame | cryptsetup open --key-file - /dev/sd?2 secret"
        mkfs ext4 /dev/mapper/secret
        mount /dev/mapper/secret /
        write /kept "on LUKS"
        upload noise /noise
        sync
        rm /noise
        umount /
        cryptsetup-close /dev/mapper/secret
        debug sh "printf another | cryptsetup -q luksFormat \(quick) --key-file - /dev/sd?3"

        """

    /// Usual passphrases take half a minute of a processor that is emulated.
    private static let quick = "--pbkdf pbkdf2 --pbkdf-force-iterations 1000"

    private static let template = """
        source "null" "disk" { communicator = "none" }
        build {
          sources = ["source.null.disk"]
          post-processors {
            post-processor "artifice" { files = ["disk.qcow2"] }
            post-processor "sparsify" {
              luks_keys = ["not this one", "sesame"]
            }
          }
        }
        """

    private func guestfish(_ commands: String, in ingot: IngotFixture) async throws -> ProcessResult {
        try ingot.write(commands, to: "commands")
        let environment = HostEnvironment.variables.merging([
            "LIBGUESTFS_BACKEND": "direct", "LIBGUESTFS_BACKEND_SETTINGS": "force_tcg",
        ]) { $1 }
        return try await runProcess(
            "guestfish", ["-f", "commands"], environment: environment, workingDirectory: ingot.directory)
    }

    @Test func `free space inside of volumes and between them goes, and what is encrypted opens by its key`()
        async throws
    {
        try await IngotFixture.with { fixture in
            var ingot = fixture
            ingot.variables["LIBGUESTFS_CACHEDIR"] = "/var/tmp"
            let noise = try await runProcess(
                "sh", ["-c", "head -c \(Self.noise)M /dev/urandom >noise"], workingDirectory: ingot.directory)
            try #require(noise.exit == .status(0))
            for commands in [Self.partitioning, Self.filling] {
                let made = try await guestfish(commands, in: ingot)
                try #require(made.exit == .status(0), "\(made.errorText)")
            }
            let disk = ingot.directory + "/disk.qcow2"
            let before = try HostFiles.allocatedSize(disk)
            try ingot.write(Self.template)
            let result = try await ingot.build()
            try #require(result.exit == .status(0), "\(result.text)")
            try await check(result, ingot)
            #expect(before - (try HostFiles.allocatedSize(disk)) > Int64(2 * Self.noise) << 20, "\(result.text)")
        }
    }

    private func check(_ result: IngotResult, _ ingot: IngotFixture) async throws {
        for words in [
            "Opened the encrypted volume /dev/sda2", "No passphrase of luks_keys opens /dev/sda3",
            "/dev/pool/root (ext4): free space trimmed", "/dev/pool/swap (swap): made anew",
            "/dev/sda3 (crypto_LUKS): left as it is: it is encrypted", "pool (LVM): free space trimmed",
        ] {
            #expect(result.text.contains(words), "\(words)\n\(result.text)")
        }
        #expect(!result.text.contains("sesame"))
        let commands = """
            add-drive disk.qcow2 format:qcow2 readonly:true
            run
            lvs
            vfs-label /dev/pool/swap
            vfs-uuid /dev/pool/swap
            mount-ro /dev/pool/root /
            cat /kept
            umount /
            debug sh "printf sesame | cryptsetup open --key-file - /dev/sd?2 secret"
            mount-ro /dev/mapper/secret /
            cat /kept

            """
        let read = try await guestfish(commands, in: ingot)
        #expect(read.exit == .status(0), "\(read.errorText)")
        let lines = read.outputText.split(separator: "\n").map(String.init)
        #expect(
            lines == [
                "/dev/pool/root", "/dev/pool/swap", "spare", "11111111-2222-3333-4444-555555555555", "on LVM",
                "on LUKS",
            ], "\(read.outputText)")
    }
}
