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
        .define("bcrypt", [.init("str", .string)], variadic: .init("cost", .number), returns: .string) { arguments in
            .string(try hashedPassword(arguments))
        },
        .define("rsadecrypt", [.init("ciphertext", .string), .init("privatekey", .string)], returns: .string) {
            arguments in
            .string(try decrypted(arguments))
        },
    ]

    private static let defaultCost = 10
    /// A cost of 20 takes some minutes; 31, which bcrypt allows, takes days.
    private static let costLimit = 20

    private static func hashedPassword(_ arguments: FunctionArguments) throws -> String {
        guard arguments.count <= 2 else { throw HCLFunction.Failure("takes no more than two arguments") }
        let cost = arguments.count == 2 ? try arguments.int(1) : defaultCost
        guard cost <= costLimit else {
            throw HCLFunction.Failure("the cost must be at most \(costLimit)", argument: 1)
        }
        let password = try arguments.string(0)
        guard password.utf8.count <= Bcrypt.passwordLimit, !password.utf8.contains(0) else {
            throw HCLFunction.Failure(
                "a password may have \(Bcrypt.passwordLimit) bytes at most, and no zero among them", argument: 0)
        }
        let salt = RandomBytes.bytes(count: 16)
        // Costs that are too low for any use are raised to the usual one.
        let raised = cost < Bcrypt.costs.lowerBound ? defaultCost : cost
        guard let hash = Bcrypt.hash(password, cost: raised, salt: salt) else {
            throw HCLFunction.Failure("the C library of this system does not offer bcrypt")
        }
        return hash
    }

    private static func decrypted(_ arguments: FunctionArguments) throws -> String {
        guard let bytes = Base64.bytes(try arguments.string(0)) else {
            throw HCLFunction.Failure("the cipher text must be base64-encoded", argument: 0)
        }
        do {
            let plain = try RSADecryption.decrypt(bytes, privateKey: try arguments.string(1))
            guard let text = String(validating: plain, as: UTF8.self) else { throw RSADecryption.Failure.badData }
            return text
        } catch RSADecryption.Failure.badKey {
            throw HCLFunction.Failure(
                "the key must be a private RSA key in PEM form without passphrase", argument: 1)
        } catch RSADecryption.Failure.badData {
            throw HCLFunction.Failure("failed to decrypt: the text was not encrypted for this key", argument: 0)
        }
    }

    private static func digest(_ name: String, _ algorithm: DigestAlgorithm) -> HCLFunction {
        .define(name, [.init("str", .string)], returns: .string) { arguments in
            .string(try Digest.hex(of: try arguments.string(0).utf8, algorithm))
        }
    }
}
