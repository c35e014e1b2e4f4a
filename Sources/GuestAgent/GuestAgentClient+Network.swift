internal import HostOS
internal import JSONText

/// A network card of a guest, as its system sees it.
package struct GuestInterface: Sendable, Equatable {
    /// As the guest names it: `eth0`.
    package var name: String
    /// In lower case; `nil` for what has none, such as the loopback interface.
    package var hardwareAddress: String?
    /// In the order that the guest tells; each is a numeric address of IPv4 or IPv6.
    package var addresses: [String]

    package init(name: String, hardwareAddress: String?, addresses: [String]) {
        self.name = name
        self.hardwareAddress = hardwareAddress
        self.addresses = addresses
    }

    /// The address at which others reach it: IPv4 before IPv6; none that is good for one link only.
    package var reachableAddress: String? {
        let candidates = addresses.filter { !$0.hasPrefix("169.254.") && !$0.lowercased().hasPrefix("fe80:") }
        return candidates.first { !$0.contains(":") } ?? candidates.first
    }
}

extension GuestAgentClient {
    /// The guest's network cards (`guest-network-get-interfaces`).
    ///
    /// What the guest calls an address and is none is left out.
    ///
    /// - Throws: `GuestAgentError`, `CancellationError`.
    package func networkInterfaces(within timeout: Duration) async throws -> [GuestInterface] {
        let answer = try await execute("guest-network-get-interfaces", within: timeout)
        guard let interfaces = answer.array else {
            throw GuestAgentError(.violation, "the guest agent does not tell the guest's network cards")
        }
        return interfaces.compactMap { interface in
            guard let name = interface["name"]?.string else { return nil }
            let addresses = (interface["ip-addresses"]?.array ?? []).compactMap { $0["ip-address"]?.string }
            return GuestInterface(
                name: name, hardwareAddress: interface["hardware-address"]?.string?.lowercased(),
                addresses: addresses.filter(NumericAddress.isNumeric))
        }
    }
}
