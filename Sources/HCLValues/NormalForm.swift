@_spi(_Unicode) import Swift

extension String {
    /// The text in Unicode normal form C, in which the language keeps its strings.
    public var normalizedForm: String {
        if utf8.allSatisfy({ $0 < 0x80 }) { return self }
        return String(decoding: _nfcCodeUnits, as: UTF8.self)
    }
}
