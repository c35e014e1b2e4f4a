/// The 32 bytes long entries of folders (FAT specification 1.03, sections 6 and 7).
enum FloppyEntry {
    static let size = 32
    static let dot = Array(".          ".utf8)
    static let dotDot = Array("..         ".utf8)

    private enum Attribute {
        static let label: UInt8 = 0x08
        static let folder: UInt8 = 0x10
        static let archive: UInt8 = 0x20
        static let longName: UInt8 = 0x0F
    }

    /// 1980-01-01, the first day there is: the same files make the same disk.
    private static let date: [UInt8] = [0x21, 0x00]

    /// - Parameter name: 11 bytes.
    static func short(_ name: [UInt8], isFolder: Bool, cluster: Int, size: Int) -> [UInt8] {
        name + [isFolder ? Attribute.folder : Attribute.archive, 0, 0, 0, 0] + date + date + [0, 0, 0, 0] + date
            + bytes(cluster, 2) + bytes(size, 4)
    }

    static func label(_ text: String) -> [UInt8] {
        labelBytes(text) + [Attribute.label] + [UInt8](repeating: 0, count: 12) + date + [UInt8](repeating: 0, count: 6)
    }

    /// 11 bytes, in the capitals that labels have.
    static func labelBytes(_ text: String) -> [UInt8] {
        let plain = text.uppercased().utf8.map {
            FloppyNames.isPlain($0) || $0 == UInt8(ascii: " ") ? $0 : UInt8(ascii: "_")
        }
        return FloppyNames.padded(plain, to: 11)
    }

    /// The entries that come before the short one, last part first; none if the short name says it all.
    static func long(_ name: String, short: [UInt8]) -> [[UInt8]] {
        guard FloppyNames.text(of: short) != name else { return [] }
        // 13 UTF-16 units in each, a zero after the last, and then filling.
        var units = Array(name.utf16.prefix(255))
        if !units.count.isMultiple(of: 13) { units.append(0) }
        while !units.count.isMultiple(of: 13) { units.append(0xFFFF) }
        let sum = short.reduce(UInt8(0)) { sum, byte in (sum >> 1 | sum << 7) &+ byte }
        let count = units.count / 13
        return (0..<count).reversed().map { index in
            let part = units[(index * 13)..<(index * 13 + 13)].flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
            let order = UInt8(index + 1) | (index == count - 1 ? 0x40 : 0)
            return [order] + part[0..<10] + [Attribute.longName, 0, sum] + part[10..<22] + [0, 0] + part[22..<26]
        }
    }

    private static func bytes(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
}

/// The short names of one folder: eight letters and three, each name once.
struct FloppyNames {
    private var taken: Set<[UInt8]> = []

    /// 11 bytes; the name itself if it is one, else its beginning with a number.
    mutating func shortName(for name: String) -> [UInt8] {
        let (base, ending) = Self.parts(of: name)
        let plain = Self.padded(base, to: 8) + Self.padded(ending, to: 3)
        if base.count <= 8, ending.count <= 3, Self.text(of: plain).uppercased() == name.uppercased(),
            taken.insert(plain).inserted
        {
            return plain
        }
        var number = 1
        while true {
            let tail = Array("~\(number)".utf8)
            let numbered = Self.padded(base.prefix(8 - tail.count) + tail, to: 8) + Self.padded(ending, to: 3)
            if taken.insert(numbered).inserted { return numbered }
            number += 1
        }
    }

    private static func parts(of name: String) -> (base: [UInt8], ending: [UInt8]) {
        let capitals = name.uppercased().utf8
        let dot = capitals.lastIndex(of: UInt8(ascii: ".")) ?? capitals.endIndex
        let base = capitals[..<dot].filter(isPlain)
        let ending = capitals[dot...].dropFirst().filter(isPlain)
        return (base.isEmpty ? [UInt8(ascii: "_")] : base, ending)
    }

    /// As DOS shows it: `NAME.EXT`.
    static func text(of short: [UInt8]) -> String {
        let base = String(decoding: short.prefix(8), as: UTF8.self).split(separator: " ").first ?? ""
        let ending = String(decoding: short.suffix(3), as: UTF8.self).split(separator: " ").first ?? ""
        return ending.isEmpty ? String(base) : "\(base).\(ending)"
    }

    static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }

    static func padded(_ bytes: some Sequence<UInt8>, to count: Int) -> [UInt8] {
        let bytes = Array(bytes.prefix(count))
        return bytes + [UInt8](repeating: UInt8(ascii: " "), count: count - bytes.count)
    }
}
