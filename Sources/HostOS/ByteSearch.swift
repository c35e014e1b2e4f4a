import Glibc

/// Looks for bytes among bytes.
package enum ByteSearch {
    /// The offset of the first place at or behind `start` where `wanted` stands.
    ///
    /// It hops from one occurrence of a byte to the next (memchr(3)): the first one that is not 0, which is most of a
    /// machine's memory.
    package static func first(_ wanted: [UInt8], in bytes: [UInt8], from start: Int = 0) -> Int? {
        let pivot = wanted.firstIndex { $0 != 0 } ?? 0
        guard start >= 0, !wanted.isEmpty, bytes.count - start >= wanted.count else { return nil }
        return bytes.withUnsafeBytes { bytes in
            wanted.withUnsafeBytes { wanted in
                guard let base = bytes.baseAddress, let sought = wanted.baseAddress else { return nil }
                // The last place where it may begin.
                let last = bytes.count - wanted.count
                var place = start
                while place <= last,
                    let found = memchr(base + place + pivot, Int32(wanted[pivot]), last - place + 1)
                {
                    place = UnsafeRawPointer(found) - base - pivot
                    if memcmp(base + place, sought, wanted.count) == 0 { return place }
                    place += 1
                }
                return nil
            }
        }
    }

    /// Whether all of the bytes are 0; none at all are.
    ///
    /// Each byte is compared with the one before it by memcmp(3), which no loop of ours is as quick as.
    package static func isZero(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let base = bytes.baseAddress, bytes.count > 0 else { return true }
        return base.load(as: UInt8.self) == 0 && memcmp(base, base + 1, bytes.count - 1) == 0
    }
}
