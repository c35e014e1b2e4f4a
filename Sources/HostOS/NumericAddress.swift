import Glibc

/// Addresses of the internet as text.
package enum NumericAddress {
    /// Whether the text is an address of IPv4 or IPv6 in its usual form, without a port, a zone or a name.
    package static func isNumeric(_ text: String) -> Bool {
        var address = in6_addr()
        return inet_pton(AF_INET, text, &address) == 1 || inet_pton(AF_INET6, text, &address) == 1
    }

    /// The address of a `sockaddr`, such as `127.0.0.1`, without its port.
    package static func text(of pointer: UnsafeRawPointer) -> String {
        let address = pointer.assumingMemoryBound(to: sockaddr.self)
        let isV6 = Int32(address.pointee.sa_family) == AF_INET6
        let length = isV6 ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size
        var host = [CChar](repeating: 0, count: 64)
        let code = getnameinfo(address, socklen_t(length), &host, socklen_t(host.count), nil, 0, NI_NUMERICHOST)
        guard code == 0 else { return "unknown" }
        return String(decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
