import Glibc

/// A file descriptor that is closed at the end of its owner's scope.
struct OpenFile: ~Copyable {
    private(set) var number: Int32
    let path: String

    /// Opens close-on-exec.
    ///
    /// The default `mode` lets only the user read a file that is made.
    init(_ path: String, _ flags: Int32, mode: UInt16 = 0o600, operation: String) throws(HostError) {
        number = try checked(open(path, flags | O_CLOEXEC, mode_t(mode)), operation, path)
        self.path = path
    }

    deinit {
        if number >= 0 { Glibc.close(number) }
    }

    func status(_ operation: String) throws(HostError) -> stat {
        var result = stat()
        try checked(fstat(number, &result), operation, path)
        return result
    }

    /// Fills at most the buffer; 0 means end of file.
    func read(into buffer: inout [UInt8], _ operation: String) throws(HostError) -> Int {
        let capacity = buffer.count
        return try checked(
            buffer.withUnsafeMutableBytes { Glibc.read(number, $0.baseAddress, capacity) }, operation, path)
    }

    /// Writes all of the bytes.
    func write(_ bytes: [UInt8], _ operation: String) throws(HostError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = try checked(
                rest.withUnsafeBytes { Glibc.write(number, $0.baseAddress, $0.count) }, operation, path)
            rest = rest.dropFirst(count)
        }
    }

    /// Closes and reports what the file system held back until then, such as an exceeded quota.
    consuming func close(_ operation: String) throws(HostError) {
        let number = number
        self.number = -1
        guard Glibc.close(number) == 0 || errno == EINTR else {
            throw HostError(operation: operation, subject: path, code: errno)
        }
    }
}
