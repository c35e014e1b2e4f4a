package import SSH

/// What an adapter listens on and whom it lets in.
package struct AdapterOptions: Sendable {
    /// The TCP port on 127.0.0.1 that is tried first, then the nine after it; 0 for any.
    package var port: UInt16 = 0
    /// A private key file; without it a key is made for this adapter alone.
    package var hostKeyFile: String?
    /// A file with lines as in `authorized_keys`; without it a key is made for this adapter alone.
    package var authorizedKeyFile: String?
    /// The type and length of the keys that are made.
    package var keyType: SSHKeyPair.KeyType = .ecdsa
    package var keyBits: Int? = 384
    /// A command of the machine's that speaks SFTP; without it the machine's own SFTP server is asked for, and where
    /// it has none the adapter moves files by the communicator.
    package var fileServerCommand: String?

    package init() {}
}
