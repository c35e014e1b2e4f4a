/// What can be said of a value as a whole without walking through it.
///
/// Values share their parts, so a few lines can make one that would fill a thousand machines if it were written out;
/// its weight tells that in time.
struct HCLExtent: Hashable, Sendable {
    /// Bytes of text and some for every value inside, counted as often as they appear; stops at the largest number.
    private(set) var weight: UInt32 = 32
    /// Levels of containers; stops at the largest number.
    private(set) var depth: UInt16 = 0
    private(set) var hasUnknown = false
    /// Whether something inside is sensitive; the value itself does not count.
    private(set) var hasSensitiveChild = false

    init(_ data: HCLValue.Data) {
        switch data {
        case .null, .bool: break
        case .number(let number): add(UInt32(clamping: number.textSize))
        case .unknown: hasUnknown = true
        case .string(let text): add(UInt32(clamping: text.utf8.count))
        case .elements(let elements):
            depth = 1
            for element in elements { include(element) }
        case .attributes(let attributes):
            depth = 1
            for (name, value) in attributes {
                add(UInt32(clamping: name.utf8.count))
                include(value)
            }
        }
    }

    private mutating func include(_ child: HCLValue) {
        add(child.extent.weight)
        let below = child.extent.depth
        depth = max(depth, below == .max ? .max : below + 1)
        hasUnknown = hasUnknown || child.extent.hasUnknown
        hasSensitiveChild = hasSensitiveChild || child.containsSensitive
    }

    private mutating func add(_ amount: UInt32) {
        let (sum, overflow) = weight.addingReportingOverflow(amount)
        weight = overflow ? .max : sum
    }
}

extension HCLValue {
    /// Values that would take more memory than this, written out, are refused; in bytes.
    package static let weightLimit = 1 << 27
    /// Values with more levels of containers are refused: everything that walks through a value does so on a stack.
    package static let depthLimit = 500

    /// Whether the value is small and flat enough to be worked with.
    package var isReasonable: Bool {
        extent.weight <= Self.weightLimit && extent.depth <= Self.depthLimit
    }
}
