import Diagnostics

extension JSONParser {
    /// How many faults one reading tells.
    private static let faultLimit = 10

    /// Everything that is wrong with a text, as far as it can be told: behind a fault, reading goes on at the end of the
    /// element or property that it is in.
    ///
    /// - Parameter start: where the text begins, behind a byte order mark for instance.
    /// - Returns: at most ten faults; none if `parse` reads the text.
    package static func faults(
        _ bytes: [UInt8], from start: Int = 0, depthLimit: Int = defaultDepthLimit
    ) -> [JSONSyntaxError] {
        var parser = JSONParser(bytes: bytes, depthLimit: depthLimit)
        parser.faults = []
        parser.offset = min(max(0, start), bytes.count)
        parser.skipSpace()
        var faults: [JSONSyntaxError] = []
        do throws(JSONSyntaxError) {
            _ = try parser.value()
            parser.skipSpace()
            if parser.offset < bytes.count { throw parser.failure("unexpected text after the value") }
        } catch {
            faults = [error]
        }
        return parser.found + faults
    }

    private var found: [JSONSyntaxError] { faults ?? [] }

    /// Reads an element of an object or array; where faults are gathered, one in it is noted and the rest of the
    /// element left out.
    mutating func recovering(
        before bracket: Unicode.Scalar, _ body: (inout JSONParser) throws(JSONSyntaxError) -> Void
    ) throws(JSONSyntaxError) {
        let (start, depth) = (offset, remainingDepth)
        do throws(JSONSyntaxError) {
            try body(&self)
        } catch {
            guard faults != nil, found.count + 1 < Self.faultLimit, offset < bytes.count,
                skipElement(from: start, beyond: error.position.byte, before: bracket)
            else { throw error }
            remainingDepth = depth
            faults?.append(error)
        }
    }

    /// Goes to the comma or bracket that ends the element which begins at `start`; a comma before the fault is no end.
    ///
    /// - Returns: whether there is one. If not, the parser is at the end of the text, so that nobody searches again,
    ///   or at a bracket that only something around this element can own.
    private mutating func skipElement(from start: Int, beyond fault: Int, before bracket: Unicode.Scalar) -> Bool {
        var depth = 0
        offset = start
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\""):
                skipString()
                continue
            case UInt8(ascii: "/"), UInt8(ascii: "#"):
                // JSON has no comments, so what looks like one is part of the fault.
                skipLine()
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return byte == UInt8(ascii: bracket) }
                depth -= 1
            case UInt8(ascii: ","):
                if depth == 0, offset >= fault { return true }
            default: break
            }
            offset += 1
        }
        return false
    }

    /// A string ends at its quote, or where its line does if the quote was forgotten.
    private mutating func skipString() {
        offset += 1
        while let byte = peek, byte != UInt8(ascii: "\""), byte != 0x0A {
            offset += byte == UInt8(ascii: "\\") ? 2 : 1
        }
        offset = min(offset + (peek == UInt8(ascii: "\"") ? 1 : 0), bytes.count)
    }

    private mutating func skipLine() {
        while let byte = peek, byte != 0x0A { offset += 1 }
    }
}
