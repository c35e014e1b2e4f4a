import Cryptography
import HCLValues
import HostOS

/// Digests and identifiers.
enum CryptoFunctions {
    static let all: [HCLFunction] = [
        digest("md5", .md5), digest("sha1", .sha1), digest("sha256", .sha256), digest("sha512", .sha512),
        .define("uuidv4", [], returns: .string) { _ in .string(UUIDText.random(RandomBytes.bytes(count: 16))) },
        .define("uuidv5", [.init("namespace", .string), .init("name", .string)], returns: .string) { arguments in
            let namespace = try arguments.string(0)
            let text = UUIDText.namespaces[namespace] ?? namespace
            guard let identifier = try UUIDText.named(try arguments.string(1), namespace: text) else {
                throw HCLFunction.Failure("must be dns, url, oid, x500 or a UUID", argument: 0)
            }
            return .string(identifier)
        },
    ]

    private static func digest(_ name: String, _ algorithm: DigestAlgorithm) -> HCLFunction {
        .define(name, [.init("str", .string)], returns: .string) { arguments in
            .string(try Digest.hex(of: try arguments.string(0).utf8, algorithm))
        }
    }
}
