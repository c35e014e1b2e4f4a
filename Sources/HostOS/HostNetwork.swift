import Glibc

/// The network interfaces of this host.
package enum HostNetwork {
    /// An address of an interface.
    package struct Address: Hashable, Sendable {
        /// In numbers, without a zone.
        package var text: String
        /// Whether it is an address of IPv6.
        package var isVersion6: Bool
    }

    /// The addresses of an interface in the system's order; `nil` if there is no such interface.
    package static func addresses(of interface: String) throws(HostError) -> [Address]? {
        guard if_nametoindex(interface) != 0 else { return nil }
        var list: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&list) == 0 else {
            throw HostError(operation: "read the addresses of", subject: interface, code: errno)
        }
        defer { freeifaddrs(list) }
        var found: [Address] = []
        var next = list
        while let entry = next {
            next = entry.pointee.ifa_next
            guard let name = entry.pointee.ifa_name, String(cString: name) == interface,
                let address = entry.pointee.ifa_addr
            else { continue }
            let family = Int32(address.pointee.sa_family)
            guard family == AF_INET || family == AF_INET6 else { continue }
            let text = NumericAddress.text(of: UnsafeRawPointer(address)).prefix { $0 != "%" }
            found.append(Address(text: String(text), isVersion6: family == AF_INET6))
        }
        return found
    }
}
