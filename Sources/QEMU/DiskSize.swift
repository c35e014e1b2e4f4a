/// Sizes of disks as templates write them: digits and perhaps one of b, k, m, g, t; without a unit, MiB.
package struct DiskSize: Hashable, Sendable {
    /// As qemu-img takes it.
    package var text: String
    /// Never negative.
    package var bytes: Int64

    /// `nil` if the text is no size.
    package init?(_ text: String) {
        let lowercased = text.lowercased()
        let digits = lowercased.prefix { $0.isASCII && $0.isNumber }
        let unit = lowercased.dropFirst(digits.count)
        let factors: [Substring: Int64] = ["b": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40, "": 1 << 20]
        guard let number = Int64(digits), let factor = factors[unit] else { return nil }
        let (product, overflow) = number.multipliedReportingOverflow(by: factor)
        guard !overflow else { return nil }
        bytes = product
        self.text = unit.isEmpty ? "\(digits)M" : text.uppercased()
    }
}
