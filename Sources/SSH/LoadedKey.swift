internal import BuildEvents
internal import CLibssh

/// A private key in the library's hands, with its certificate if it has one.
final class LoadedKey {
    let handle: ssh_key
    /// What messages call it: a path, or `generated key`.
    let name: String

    /// - Throws: `SSHError` of kind `badKey`.
    init(_ key: SSHPrivateKey) throws {
        var loaded: ssh_key?
        let status: Int32
        switch key.source {
        case .file(let path):
            name = path
            status = ssh_pki_import_privkey_file(path, nil, Self.noPassphrase, nil, &loaded)
        case .text(let text):
            name = "given key"
            status = ssh_pki_import_privkey_base64(text.exposed, nil, Self.noPassphrase, nil, &loaded)
        }
        guard status == SSH_OK, let loaded else {
            throw SSHError(
                .badKey,
                status == SSH_EOF
                    ? "the private key file \(name) does not exist or may not be read"
                    : "the private key \(name) is no key that can be used, or it needs a passphrase")
        }
        handle = loaded
        guard let path = key.certificateFile else { return }
        do {
            try Self.add(certificate: path, to: loaded)
        } catch {
            ssh_key_free(loaded)
            throw error
        }
    }

    deinit { ssh_key_free(handle) }

    private static func add(certificate path: String, to key: ssh_key) throws {
        var certificate: ssh_key?
        guard ssh_pki_import_cert_file(path, &certificate) == SSH_OK, let certificate else {
            throw SSHError(.badKey, "the certificate \(path) cannot be read as an OpenSSH certificate")
        }
        defer { ssh_key_free(certificate) }
        guard ssh_pki_copy_cert_to_privkey(certificate, key) == SSH_OK else {
            throw SSHError(.badKey, "the certificate \(path) does not belong to the private key")
        }
    }

    /// Without it the library would ask at the terminal.
    private static let noPassphrase: ssh_auth_callback = { _, _, _, _, _, _ in -1 }
}
