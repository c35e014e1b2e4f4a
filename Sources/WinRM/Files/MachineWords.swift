internal import Cryptography
import XMLText

/// Reads what PowerShell prints.
package enum MachineWords {
    /// The sign before an error stream that PowerShell writes as XML, as it does for encoded commands.
    package static let sign = "#< CLIXML"

    /// The lines of an error stream: of XML only what is an error or a warning, not PowerShell's progress bars.
    package static func lines(_ bytes: [UInt8]) -> [String] {
        let text = String(decoding: bytes, as: UTF8.self)
        let document = text.dropFirst(sign.count).drop { $0 != "<" }
        // Not XML after all, or cut off: then as it came.
        guard text.hasPrefix(sign), let root = try? XMLReader.document(Array(String(document).withoutOuterSpace.utf8))
        else {
            return text.split(whereSeparator: \.isNewline).map(String.init)
        }
        let pieces = root.children.filter { $0.name == "S" && $0.attributes["S"] != "progress" }
        let words = pieces.map { unescaped($0.text) }.joined()
        return words.split(whereSeparator: \.isNewline).map(String.init)
    }

    /// An error stream in one line of bounded length.
    static func text(_ bytes: [UInt8]) -> String {
        let words = lines(bytes).joined(separator: " ").split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return words.isEmpty ? "it gave no reason" : String(words.prefix(500))
    }

    /// The hash that the scripts for files print at their end.
    static func hash(in output: [UInt8]) -> [UInt8]? {
        let line = String(decoding: output, as: UTF8.self).split(whereSeparator: \.isNewline).last {
            $0.hasPrefix("H:")
        }
        return line.flatMap { Hexadecimal.bytes($0.dropFirst(2).filter { $0 != "-" }.lowercased()) }
    }

    /// Replaces `_xHHHH_`, which stands for a character that XML could not keep.
    private static func unescaped(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "_x") {
            let digits = rest[start.upperBound...].prefix(4)
            let end = digits.endIndex
            result += rest[..<start.lowerBound]
            if digits.count == 4, end < rest.endIndex, rest[end] == "_", let value = UInt32(digits, radix: 16),
                let scalar = Unicode.Scalar(value)
            {
                result.unicodeScalars.append(scalar)
                rest = rest[rest.index(after: end)...]
            } else {
                result += "_x"
                rest = rest[start.upperBound...]
            }
        }
        return result + rest
    }
}
