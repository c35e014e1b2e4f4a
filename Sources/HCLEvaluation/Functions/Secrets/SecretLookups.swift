/// How functions read secrets from stores in the network; the evaluator itself has no network.
///
/// The lookups run on the thread of the evaluation and may wait there.
public struct SecretLookups: Sendable {
    /// The secret of a name; the key is `nil` where none was given.
    public typealias Lookup = @Sendable (_ name: String, _ key: String?) throws(HCLFunction.Failure) -> String

    /// A field of a secret of HashiCorp Vault by its path.
    public var vault: Lookup
    /// The text of a key of Consul; it has no further key.
    public var consul: Lookup
    /// A value of a secret of AWS Secrets Manager.
    public var awsSecret: Lookup
    /// The whole text of a secret of AWS Secrets Manager; it has no further key.
    public var awsSecretText: Lookup

    /// A lookup for each kind of store.
    public init(
        vault: @escaping Lookup, consul: @escaping Lookup, awsSecret: @escaping Lookup, awsSecretText: @escaping Lookup
    ) {
        self.vault = vault
        self.consul = consul
        self.awsSecret = awsSecret
        self.awsSecretText = awsSecretText
    }

    /// No stores: every lookup fails and says so.
    public static let none = SecretLookups(
        vault: refuse, consul: refuse, awsSecret: refuse, awsSecretText: refuse)

    private static let refuse: Lookup = { (_, _) throws(HCLFunction.Failure) in
        throw HCLFunction.Failure("secret stores cannot be reached from here")
    }
}
