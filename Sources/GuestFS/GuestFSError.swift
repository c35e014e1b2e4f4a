package import Diagnostics

/// A disk image that libguestfs could not open or change.
package enum GuestFSError: Error, Hashable, Sendable {
    /// The library is not on this machine.
    case missing
    /// Its appliance did not start.
    case launch(words: String, trace: [String])
    /// What the library says of a call.
    case failed(String)
    /// There is no system on the disks that the library knows.
    case noSystem(fileSystems: [String])
    /// There are several.
    case severalSystems([String])
    /// The guest says something impossible, or there is something that cannot be done with it.
    case unsuitable(String)
}

extension GuestFSError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .missing: "libguestfs cannot be loaded"
        case .launch(let words, _): "the appliance of libguestfs did not start: \(words)"
        case .failed(let words): words
        case .noSystem(let fileSystems):
            "libguestfs finds no system that it knows on the disk; its file systems: "
                + (fileSystems.isEmpty ? "none" : fileSystems.joined(separator: ", "))
        case .severalSystems(let roots):
            "there are several systems on the disk: \(roots.joined(separator: ", "))"
        case .unsuitable(let words): words
        }
    }
}

extension GuestFSError: DiagnosticConvertible {
    package var diagnostic: Diagnostic {
        var detail = "\(self)".prefix(1).uppercased() + "\(self)".dropFirst() + "."
        if case .launch(_, let trace) = self, !trace.isEmpty {
            detail += "\nThe last lines of its trace:\n" + trace.map { "    \($0)" }.joined(separator: "\n")
        }
        return Diagnostic("Disk image not usable", detail: detail, advice: advice)
    }

    private var advice: [String] {
        switch self {
        case .missing: ["Install the package libguestfs0."]
        case .launch(let words, let trace): Self.launchAdvice(([words] + trace).joined(separator: "\n"))
        case .noSystem:
            ["Say what to mount, such as guestfs_mounts = { \"/\" = \"/dev/sda1\" }, or let the machine boot."]
        case .severalSystems: ["Say which one to use, such as guestfs_mounts = { \"/\" = \"/dev/sda1\" }."]
        case .failed, .unsuitable: []
        }
    }

    /// What to do about words that the library, supermin and QEMU use.
    static func launchAdvice(_ words: String) -> [String] {
        let words = words.lowercased()
        var advice: [String] = []
        if words.contains("failed to find a suitable kernel") || words.contains("/boot") {
            advice.append(
                "The appliance uses a kernel of this host that this user can read: install linux-image-cloud-amd64 "
                    + "or linux-image-amd64, and let the user read /boot/vmlinuz-*.")
        }
        if words.contains("libguestfs_path") || words.contains("supermin") {
            advice.append(
                "Where no appliance can be made, take a fixed one along: libguestfs-make-fixed-appliance FOLDER on "
                    + "another host, and LIBGUESTFS_PATH=FOLDER here.")
        }
        if words.contains("qemu") && words.contains("no such file") {
            advice.append("Install the package qemu-system-x86.")
        }
        if words.contains("no space left") {
            advice.append("Make room where the appliance is kept: LIBGUESTFS_CACHEDIR, TMPDIR or /var/tmp.")
        }
        return advice.isEmpty ? ["libguestfs-test-tool (package libguestfs-tools) shows more."] : advice
    }
}
