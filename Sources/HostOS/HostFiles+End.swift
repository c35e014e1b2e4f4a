import Glibc

extension HostFiles {
    /// The last bytes of a regular file, at most `count` of them.
    package static func readEnd(_ path: String, count: Int) throws(HostError) -> [UInt8] {
        // Opening a pipe would wait for a writer.
        let descriptor = try OpenFile(path, O_RDONLY | O_NONBLOCK, operation: "read")
        let size = try descriptor.status("read").st_size
        let start = max(0, size - off_t(count))
        guard lseek(descriptor.number, start, SEEK_SET) == start else { return [] }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: max(1, min(count, Int(size - start), 1 << 20)))
        while bytes.count < count {
            let read = try descriptor.read(into: &chunk, "read")
            if read == 0 { break }
            bytes += chunk[..<min(read, count - bytes.count)]
        }
        return bytes
    }
}
