import HCLValues

/// Functions that read from secret stores; what they give is sensitive.
enum SecretFunctions {
    static func all(_ lookups: SecretLookups) -> [HCLFunction] {
        [
            .define("vault", [.init("path", .string), .init("key", .string)], returns: .string) { arguments in
                .string(try lookups.vault(try arguments.string(0), try arguments.string(1))).marked()
            },
            .define("consul_key", [.init("key", .string)], returns: .string) { arguments in
                .string(try lookups.consul(try arguments.string(0), nil)).marked()
            },
            .define(
                "aws_secretsmanager", [.init("name", .string), .init("key", .string, allowsNull: true)],
                returns: .string
            ) { arguments in
                .string(try lookups.awsSecret(try arguments.string(0), arguments[1].stringValue)).marked()
            },
            .define("aws_secretsmanager_raw", [.init("name", .string)], returns: .string) { arguments in
                .string(try lookups.awsSecretText(try arguments.string(0), nil)).marked()
            },
        ]
    }
}
