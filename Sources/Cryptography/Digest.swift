internal import CLibcrypto

/// The hash functions that checksums and cache names use.
public enum DigestAlgorithm: String, CaseIterable, Hashable, Sendable {
    case md5
    case sha1
    case sha224
    case sha256
    case sha384
    case sha512

    /// Length of the hash in bytes.
    public var byteCount: Int {
        switch self {
        case .md5: 16
        case .sha1: 20
        case .sha224: 28
        case .sha256: 32
        case .sha384: 48
        case .sha512: 64
        }
    }

    fileprivate var implementation: OpaquePointer? {
        switch self {
        case .md5: EVP_md5()
        case .sha1: EVP_sha1()
        case .sha224: EVP_sha224()
        case .sha256: EVP_sha256()
        case .sha384: EVP_sha384()
        case .sha512: EVP_sha512()
        }
    }
}

/// A hash that is fed piece by piece.
public struct Digest: ~Copyable {
    public let algorithm: DigestAlgorithm
    private let context: OpaquePointer

    /// - Throws: `DigestUnavailable` where the system's policy forbids the function, as FIPS does with MD5.
    public init(_ algorithm: DigestAlgorithm) throws(DigestUnavailable) {
        guard let context = EVP_MD_CTX_new() else { throw DigestUnavailable(algorithm: algorithm) }
        guard EVP_DigestInit_ex(context, algorithm.implementation, nil) == 1 else {
            EVP_MD_CTX_free(context)
            throw DigestUnavailable(algorithm: algorithm)
        }
        self.algorithm = algorithm
        self.context = context
    }

    deinit {
        EVP_MD_CTX_free(context)
    }

    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
    }

    public mutating func update(_ bytes: some Sequence<UInt8>) {
        let counted: Void? = bytes.withContiguousStorageIfAvailable { update(UnsafeRawBufferPointer($0)) }
        guard counted == nil else { return }
        Array(bytes).withUnsafeBytes { update($0) }
    }

    /// The hash of all that was fed.
    public consuming func finalize() -> [UInt8] {
        var result = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var count: UInt32 = 0
        EVP_DigestFinal_ex(context, &result, &count)
        return Array(result[..<Int(count)])
    }

    /// The hash of some bytes.
    public static func hash(
        _ bytes: some Sequence<UInt8>, _ algorithm: DigestAlgorithm
    ) throws(DigestUnavailable) -> [UInt8] {
        var digest = try Digest(algorithm)
        digest.update(bytes)
        return digest.finalize()
    }

    /// The hash of some bytes in lower-case hexadecimal.
    public static func hex(
        of bytes: some Sequence<UInt8>, _ algorithm: DigestAlgorithm
    ) throws(DigestUnavailable) -> String {
        Hexadecimal.text(try hash(bytes, algorithm))
    }
}

/// A hash function that this system's OpenSSL does not give.
public struct DigestUnavailable: Error, Hashable, Sendable, CustomStringConvertible {
    public let algorithm: DigestAlgorithm

    public var description: String { "OpenSSL on this system does not offer \(algorithm.rawValue)" }
}
