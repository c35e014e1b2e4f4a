/// The part of a file that a `Range` header asks for (RFC 9110, 14.1.2); only a single range counts.
enum ByteRange: Equatable {
    /// No header, or one that a server may ignore: all of it.
    case whole
    case part(Range<Int64>)
    /// Behind the end: status 416.
    case unsatisfiable

    init(header: String?, size: Int64) {
        guard let header, header.hasPrefix("bytes=") else {
            self = .whole
            return
        }
        let fields = header.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
        guard fields.count == 2, !header.contains(","), let bounds = Self.numbers(fields) else {
            self = .whole
            return
        }
        self = Self.part(from: bounds.first, to: bounds.last, size: size)
    }

    private static func numbers(_ fields: [Substring]) -> (first: Int64?, last: Int64?)? {
        let numbers = fields.map { $0.allSatisfy(\.isASCIIDigit) ? Int64($0) : nil }
        for (field, number) in zip(fields, numbers) where !field.isEmpty && number == nil { return nil }
        return (numbers[0], numbers[1])
    }

    private static func part(from first: Int64?, to last: Int64?, size: Int64) -> ByteRange {
        switch (first, last) {
        case (nil, nil): return .whole
        case (nil, let suffix?): return suffix == 0 || size == 0 ? .unsatisfiable : .part(max(0, size - suffix)..<size)
        case (let first?, let last):
            if let last, last < first { return .whole }
            guard first < size else { return .unsatisfiable }
            return .part(first..<(min(last ?? size - 1, size - 1) + 1))
        }
    }
}

extension Character {
    var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}
