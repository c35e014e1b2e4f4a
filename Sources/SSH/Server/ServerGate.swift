internal import CLibssh

/// Decides what a client may do: log in with one of the keys, then open channels for commands.
///
/// The library calls it on the session's thread.
final class ServerGate {
    /// Whether the client has proved that it holds a key.
    private(set) var isOpen = false
    private(set) var failures = 0
    /// Makes a channel for a client that is in; `nil` refuses it.
    var openChannel: () -> ssh_channel? = { nil }
    private let keys: [ssh_key]
    private let callbacks: UnsafeMutablePointer<ssh_server_callbacks_struct>

    /// - Throws: `SSHError` of kind `badKey` if there is no key that can be read.
    init(authorizedKeys: [String]) throws {
        keys = authorizedKeys.compactMap(Self.key)
        callbacks = .allocate(capacity: 1)
        callbacks.initialize(to: ssh_server_callbacks_struct())
        guard !keys.isEmpty else { throw SSHError(.badKey, "the list of authorized keys has no key that can be read") }
    }

    deinit {
        for key in keys { ssh_key_free(key) }
        callbacks.deinitialize(count: 1)
        callbacks.deallocate()
    }

    /// Must outlive the session.
    func guardSession(_ session: ssh_session) {
        callbacks.pointee.size = MemoryLayout<ssh_server_callbacks_struct>.size
        callbacks.pointee.userdata = Unmanaged.passUnretained(self).toOpaque()
        callbacks.pointee.auth_pubkey_function = Self.onKey
        callbacks.pointee.channel_open_request_session_function = Self.onChannel
        ssh_set_server_callbacks(session, callbacks)
        ssh_set_auth_methods(session, Int32(SSH_AUTH_METHOD_PUBLICKEY))
    }

    /// The key of a line `TYPE BASE64 comment`; options before the type are not understood.
    private static func key(_ line: String) -> ssh_key? {
        let words = line.split(whereSeparator: \.isWhitespace)
        guard words.count >= 2 else { return nil }
        let type = ssh_key_type_from_name(String(words[0]))
        var key: ssh_key?
        guard type != SSH_KEYTYPE_UNKNOWN, ssh_pki_import_pubkey_base64(String(words[1]), type, &key) == SSH_OK
        else { return nil }
        return key
    }

    private func accepts(_ key: ssh_key) -> Bool {
        keys.contains { ssh_key_cmp($0, key, SSH_KEY_CMP_PUBLIC) == 0 }
    }

    private static let onKey: ssh_auth_pubkey_callback = { _, _, key, state, data in
        guard let data, let key else { return SSH_AUTH_DENIED.rawValue }
        let gate = Unmanaged<ServerGate>.fromOpaque(data).takeUnretainedValue()
        // First the client asks whether the key would do, then it signs with it; the library checks the signature.
        let isQuestion = UInt8(bitPattern: state) == UInt8(SSH_PUBLICKEY_STATE_NONE.rawValue)
        let isSigned = UInt8(bitPattern: state) == UInt8(SSH_PUBLICKEY_STATE_VALID.rawValue)
        guard gate.accepts(key), isQuestion || isSigned else {
            gate.failures += 1
            return SSH_AUTH_DENIED.rawValue
        }
        if isSigned { gate.isOpen = true }
        return SSH_AUTH_SUCCESS.rawValue
    }

    private static let onChannel: ssh_channel_open_request_session_callback = { _, data in
        guard let data else { return nil }
        let gate = Unmanaged<ServerGate>.fromOpaque(data).takeUnretainedValue()
        return gate.isOpen ? gate.openChannel() : nil
    }
}
