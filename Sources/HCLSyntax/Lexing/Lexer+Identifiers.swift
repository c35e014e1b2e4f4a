extension Lexer {
    /// The length of the identifier at an offset (UAX 31 with `-`, and `_` as a start); 0 if there is none.
    func identifierLength(from start: Int) -> Int {
        var end = start
        while end < bytes.count {
            let byte = bytes[end]
            if byte >= 0x80 {
                guard let scalar = scalar(at: end), isPartOfIdentifier(scalar, isFirst: end == start) else { break }
                end += scalar.utf8.count
            } else if isLetter(byte) || byte == UInt8(ascii: "_") {
                end += 1
            } else if end > start, byte &- UInt8(ascii: "0") < 10 || byte == UInt8(ascii: "-") {
                end += 1
            } else {
                break
            }
        }
        return end - start
    }

    /// An identifier outside ASCII, a typographic quotation mark, or a character the language does not know.
    mutating func lexNonASCII() {
        let length = identifierLength(from: index)
        guard length == 0 else { return emit(.identifier, length) }
        guard let scalar = scalar(at: index) else { return emit(.unknownCharacter, 1) }
        let isQuote = ("\u{2018}"..."\u{201F}").contains(scalar)
        emit(isQuote ? .typographicQuote : .unknownCharacter, scalar.utf8.count)
    }

    private func isLetter(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- UInt8(ascii: "a") < 26
    }

    private func isPartOfIdentifier(_ scalar: Unicode.Scalar, isFirst: Bool) -> Bool {
        isFirst ? scalar.properties.isIDStart : scalar.properties.isIDContinue
    }

    /// The scalar whose encoding starts at an offset; `nil` where the bytes are not UTF-8.
    private func scalar(at offset: Int) -> Unicode.Scalar? {
        var decoder = UTF8()
        var iterator = bytes[offset..<min(offset + 4, bytes.count)].makeIterator()
        guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return nil }
        return scalar
    }
}
