import Glibc

extension HostFiles {
    /// The bytes of a file from an offset on, as many as there are at most; none behind the end.
    package static func read(_ path: String, from offset: Int64, atMost most: Int) throws(HostError) -> [UInt8] {
        let file = try OpenFile(path, O_RDONLY, operation: "read")
        guard lseek(file.number, Int(offset), SEEK_SET) == Int(offset) else { return [] }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: min(most, 1 << 16))
        while bytes.count < most {
            let count = try file.read(into: &chunk, "read")
            if count == 0 { break }
            bytes += chunk[..<min(count, most - bytes.count)]
        }
        return bytes
    }
}
