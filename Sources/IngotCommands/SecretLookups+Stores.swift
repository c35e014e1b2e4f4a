import HCLEvaluation
import SecretStores

extension SecretLookups {
    /// The stores that the environment variables lead to.
    static func stores(environment: [String: String], homeDirectory: String?) -> SecretLookups {
        let vault = VaultStore(environment: environment)
        let consul = ConsulStore(environment: environment)
        let aws = AWSSecretStore(environment: environment, homeDirectory: homeDirectory)
        return SecretLookups(
            vault: lookup { try vault.value(path: $0, key: $1 ?? "") },
            consul: lookup { name, _ in try consul.value(key: name) },
            awsSecret: lookup { try aws.value(name: $0, key: $1) },
            awsSecretText: lookup { name, _ in try aws.raw(name: name) })
    }

    private static func lookup(_ read: @escaping @Sendable (String, String?) throws -> String) -> Lookup {
        { (name, key) throws(HCLFunction.Failure) in
            do {
                return try read(name, key)
            } catch is CancellationError {
                throw HCLFunction.Failure("the lookup was cancelled")
            } catch {
                throw HCLFunction.Failure("\(error)")
            }
        }
    }
}
