import Glibc
internal import HostOS

/// Makes a folder that only the user may enter.
package func makeTemporaryDirectory() throws -> String {
    let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    // Short: sockets in it have little room for their paths.
    let path = "\(base)/ingot-test.\(RandomBytes.hex(count: 3))"
    try StreamedFile.makeDirectory(path, mode: 0o700)
    return path
}

/// Removes a folder with all that is in it; for test folders only.
package func removeTree(_ path: String) {
    if let names = try? StreamedFile.names(in: path), !isLink(path) {
        for name in names { removeTree(path + "/" + name) }
    }
    remove(path)
}

/// Writes a small file.
package func write(_ text: String, to path: String, mode: UInt16 = 0o600) throws {
    try write(Array(text.utf8), to: path, mode: mode)
}

/// Writes a small file.
package func write(_ bytes: [UInt8], to path: String, mode: UInt16 = 0o600) throws {
    let file = try StreamedFile.creating(path, mode: mode)
    try bytes.withUnsafeBytes { try file.write($0) }
}

/// Reads a small file.
package func readBytes(_ path: String) throws -> [UInt8] {
    let file = try StreamedFile.reading(path)
    var bytes = [UInt8](repeating: 0, count: Int(try file.status().size))
    var position = 0
    while position < bytes.count {
        let count = try bytes.withUnsafeMutableBytes {
            try file.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[position...]))
        }
        guard count > 0 else { break }
        position += count
    }
    return Array(bytes.prefix(position))
}

/// Copies a small file.
package func copy(_ source: String, to destination: String) throws {
    try write(try readBytes(source), to: destination)
}

private func isLink(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
}

package func makeFolder(_ path: String, mode: UInt16 = 0o755) throws {
    try StreamedFile.makeDirectory(path, mode: mode)
    try StreamedFile.setMode(path, mode)
}

package func fileMode(_ path: String) throws -> UInt16 {
    try StreamedFile.status(path).mode
}

/// One line for each entry of a tree: its path in it, mode, and content by length and sum.
package func listing(_ root: String) throws -> [String] {
    try StreamedFile.names(in: root).flatMap { name -> [String] in
        let path = root + "/" + name
        let status = try StreamedFile.status(path)
        let mode = String(status.mode, radix: 8)
        if status.isDirectory { return ["\(name)/ \(mode)"] + (try listing(path).map { "\(name)/\($0)" }) }
        let bytes = try readBytes(path)
        return ["\(name) \(mode) \(bytes.count) \(bytes.reduce(UInt64(17)) { $0 &* 31 &+ UInt64($1) })"]
    }
}
