import Glibc

extension HostFiles {
    /// Where a symbolic link leads, as it says.
    package static func linkTarget(_ path: String) throws(HostError) -> String {
        // Linux refuses longer ones.
        var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = try checked(readlink(path, &bytes, bytes.count), "read the link", path)
        return String(decoding: bytes.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
