internal import HostOS

/// How many damaged inputs the fuzz tests make, and which ones.
///
/// `INGOT_FUZZ` says how many all of them make together, 50,000 if it is not set; each test makes its percentage.
/// `INGOT_FUZZ_SEED` gives other inputs.
package enum Fuzzing {
    private static let total = Int(HostEnvironment.variables["INGOT_FUZZ"] ?? "") ?? 50_000
    private static let seed = UInt64(HostEnvironment.variables["INGOT_FUZZ_SEED"] ?? "") ?? 1

    /// How many inputs a test makes that has this part of all.
    package static func count(percent: Int) -> Int { max(1, total * percent / 100) }

    /// Numbers for a test, whose name gives it others than the rest.
    package static func numbers(_ name: String) -> SeededNumbers {
        SeededNumbers(seed: name.utf8.reduce(seed) { $0 &* 31 &+ UInt64($1) })
    }
}

/// Random numbers that are the same in every run for the same seed (Steele, Lea, Flood 2014: SplitMix64).
package struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    package init(seed: UInt64) {
        state = seed
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number from zero up to `bound`, exclusive.
    package mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    package mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }
}

extension SeededNumbers {
    /// Bytes with a few of them removed, replaced, doubled, moved or cut off, or with pieces put in.
    ///
    /// - Parameters:
    ///   - changes: how many changes at most.
    ///   - pieces: what means something to the reader of the bytes.
    package mutating func damaged(_ bytes: [UInt8], changes: Int, pieces: [[UInt8]]) -> [UInt8] {
        var bytes = bytes
        for _ in 0...below(changes) {
            guard !bytes.isEmpty else { return pick(pieces) }
            let (place, other) = (below(bytes.count), below(bytes.count))
            switch below(8) {
            case 0: bytes.remove(at: place)
            case 1: bytes[place] = UInt8(below(256))
            case 2, 3, 4: bytes.insert(contentsOf: pick(pieces), at: place)
            case 5: bytes.removeSubrange(place..<min(bytes.count, place + 1 + below(30)))
            case 6: bytes.insert(contentsOf: bytes[other..<min(bytes.count, other + 1 + below(40))], at: place)
            default: bytes.swapAt(place, other)
            }
        }
        return bytes
    }

    /// The same for text, whose damaged bytes are read as text again.
    package mutating func damaged(_ text: String, changes: Int, pieces: [String]) -> String {
        let bytes = damaged(Array(text.utf8), changes: changes, pieces: pieces.map { Array($0.utf8) })
        return String(decoding: bytes, as: UTF8.self)
    }
}
