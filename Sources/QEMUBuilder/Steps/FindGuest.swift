import BuildEvents
import Diagnostics
import HostOS
import JSONText
import QEMU
import QMP

/// Finds the address of a machine on a bridge of this host.
///
/// The host keeps the hardware addresses of those that it has spoken with, and a DHCP server on it those that it gave
/// addresses to. A guest whose agent runs tells its address itself, whoever gave it.
struct FindGuest: Sendable {
    let bridge: String
    /// Where QEMU listens for whoever talks to the guest's agent.
    var agentSocket: String?
    /// How long that may take; `nil` for no limit.
    let timeout: Duration?
    var sources = Sources()
    var pause = Duration.seconds(1)

    /// Where addresses are looked for.
    struct Sources: Sendable {
        /// The kernel's table of neighbours (proc(5)).
        var neighbours = "/proc/net/arp"
        /// Folders in which dnsmasq, by itself or on behalf of others, notes what it gave out.
        var leaseFolders = [
            "/var/lib/misc", "/var/lib/dnsmasq", "/var/lib/NetworkManager", "/var/lib/libvirt/dnsmasq", "/run/dnsmasq",
        ]
    }

    func run(_ machine: RunningMachine, _ log: BuildLog) async throws -> String {
        log.say("Waiting for the machine's address on the bridge \(own: bridge)...")
        let hardware = try await hardwareAddress(machine.monitor)
        let address = try await machine.whileRunning { try await find(hardware) }
        log.say("The machine has the address \(own: address)")
        return address
    }

    /// The first address that a source tells.
    func find(_ hardware: String) async throws -> String {
        try await withThrowingTaskGroup(of: String.self) { group in
            group.addTask { try await wait(for: hardware) }
            if let agentSocket {
                group.addTask {
                    try await AskedGuest(socket: agentSocket, pause: pause).address(of: hardware)
                }
            }
            defer { group.cancelAll() }
            guard let first = try await group.next() else { throw CancellationError() }
            return first
        }
    }

    private func wait(for hardware: String) async throws -> String {
        let clock = ContinuousClock()
        let start = clock.now
        while true {
            if let address = address(of: hardware) { return address }
            if let timeout, clock.now - start > timeout { throw notFound(hardware, timeout) }
            try await Task.sleep(for: pause)
        }
    }

    /// The address of a network card, from whatever source knows it.
    func address(of hardware: String) -> String? {
        neighbour(hardware) ?? lease(hardware)
    }

    /// What templates change by `qemuargs` too: so the machine itself is asked.
    private func hardwareAddress(_ monitor: QMPClient) async throws -> String {
        for folder in ["/machine/peripheral-anon", "/machine/peripheral"] {
            let devices = try await monitor.execute("qom-list", [.init("path", .string(folder))])
            for name in (devices.array ?? []).compactMap({ $0["name"]?.string }) {
                let path = folder + "/" + name
                // Devices that are no network cards have no such property.
                guard let network = try? await property("netdev", of: path, monitor), network == "user.0",
                    let address = try await property("mac", of: path, monitor)
                else { continue }
                return address.lowercased()
            }
        }
        throw DiagnosticError(
            Diagnostic(
                "No network card on the bridge",
                detail: "The machine has no device with netdev=user.0, so its address cannot be looked for.",
                advice: ["Keep netdev=user.0 in qemuargs, or name the guest's address by ssh_host."]))
    }

    private func property(_ name: String, of path: String, _ monitor: QMPClient) async throws -> String? {
        try await monitor.execute("qom-get", [.init("path", .string(path)), .init("property", .string(name))]).string
    }

    private func notFound(_ hardware: String, _ timeout: Duration) -> DiagnosticError {
        DiagnosticError(
            Diagnostic(
                "The machine's address is not known",
                detail: "Within \(timeout.inWords) no address of the network card \(hardware) on the bridge "
                    + "\"\(bridge)\" was seen, neither among this host's neighbours nor in the leases of a dnsmasq; nor did a guest "
                    + "agent tell one.",
                advice: [
                    "Where another machine gives out the addresses, install qemu-guest-agent in the guest, have it "
                        + "talk to this host (fetch something by HTTP), or name its address by ssh_host."
                ]))
    }
}

extension FindGuest {
    /// Lines of address, type of hardware, flags, hardware address, mask and device, under a heading.
    private func neighbour(_ hardware: String) -> String? {
        // Without the table, the leases may know.
        guard let table = try? HostFiles.readText(sources.neighbours, limit: Self.limit) else { return nil }
        for line in table.split(separator: "\n").dropFirst() {
            let fields = line.split(separator: " ")
            // Flag 2: the entry is complete (linux/if_arp.h, ATF_COM).
            guard fields.count >= 6, fields[3].lowercased() == hardware,
                let flags = UInt32(fields[2].dropFirst(2), radix: 16), flags & 2 != 0
            else { continue }
            return String(fields[0])
        }
        return nil
    }

    /// More of a file that others write is not read, in bytes.
    private static let limit = 4 << 20

    private func lease(_ hardware: String) -> String? {
        for folder in sources.leaseFolders {
            // A folder that is not there has no leases.
            for name in (try? HostFiles.list(folder)) ?? [] {
                let path = HostPath.join(folder, name)
                if name.hasSuffix(".leases"), let found = lineLease(path, hardware) { return found }
                if name.hasSuffix(".status"), let found = statusLease(path, hardware) { return found }
            }
        }
        return nil
    }

    /// Lines of expiry, hardware address, address, name and identifier; the last one counts.
    private func lineLease(_ path: String, _ hardware: String) -> String? {
        // Another user's file may not be ours to read.
        guard let text = try? HostFiles.readText(path, limit: Self.limit) else { return nil }
        let fields = text.split(separator: "\n").map { $0.split(separator: " ") }
        return fields.last { $0.count >= 3 && $0[1].lowercased() == hardware }.map { String($0[2]) }
    }

    /// libvirt's form: a list of objects.
    private func statusLease(_ path: String, _ hardware: String) -> String? {
        // As above; and what is half written is read again a moment later.
        guard let bytes = try? HostFiles.read(path, limit: Self.limit), let value = try? JSONParser.parse(bytes) else {
            return nil
        }
        let entry = value.array?.last { $0["mac-address"]?.string?.lowercased() == hardware }
        return entry?["ip-address"]?.string
    }
}
