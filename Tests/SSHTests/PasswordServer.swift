import CLibssh
import HostOS
import TestSupport

/// A server for one connection that lets `tester` in with a password, by one way only.
struct PasswordServer {
    static let password = "open sesame"

    enum Way: Int32, CaseIterable {
        case password = 2
        case keyboardInteractive = 16
    }

    let port: UInt16

    /// Listens at once and serves on a thread of its own, until the client goes away.
    static func start(_ way: Way, hostKey: String) throws -> PasswordServer {
        let port = try freePort()
        guard let listener = ssh_bind_new() else { throw FixtureFailure("no listener") }
        var number = UInt32(port)
        ssh_bind_options_set(listener, SSH_BIND_OPTIONS_BINDADDR, "127.0.0.1")
        ssh_bind_options_set(listener, SSH_BIND_OPTIONS_BINDPORT, &number)
        ssh_bind_options_set(listener, SSH_BIND_OPTIONS_HOSTKEY, hostKey)
        guard ssh_bind_listen(listener) == SSH_OK else {
            ssh_bind_free(listener)
            throw FixtureFailure("cannot listen")
        }
        let handle = Handle(pointer: listener)
        try HostThread.start(name: "test-ssh-server") { serve(handle, way) }
        return PasswordServer(port: port)
    }

    /// Handed to the server's thread once and used nowhere else from then on.
    private struct Handle: @unchecked Sendable {
        let pointer: ssh_bind
    }

    private static func serve(_ listener: Handle, _ way: Way) {
        defer { ssh_bind_free(listener.pointer) }
        guard let session = ssh_new() else { return }
        defer { ssh_free(session) }
        guard ssh_bind_accept(listener.pointer, session) == SSH_OK, ssh_handle_key_exchange(session) == SSH_OK
        else { return }
        while let message = ssh_message_get(session) {
            answer(message, session, way)
            ssh_message_free(message)
        }
    }

    private static func answer(_ message: ssh_message, _ session: ssh_session, _ way: Way) {
        let subtype = ssh_message_subtype(message)
        guard ssh_message_type(message) == Int32(SSH_REQUEST_AUTH.rawValue), subtype == way.rawValue else {
            ssh_message_auth_set_methods(message, way.rawValue)
            ssh_message_reply_default(message)
            return
        }
        if way == .keyboardInteractive, ssh_message_auth_kbdint_is_response(message) == 0 {
            return prompt(message)
        }
        let given =
            way == .password
            ? ingot_ssh_requested_password(message) : ssh_userauth_kbdint_getanswer(session, 0)
        if given.map({ String(cString: $0) }) == password {
            ssh_message_auth_reply_success(message, 0)
        } else {
            ssh_message_auth_set_methods(message, way.rawValue)
            ssh_message_reply_default(message)
        }
    }

    private static func prompt(_ message: ssh_message) {
        "Password: ".withCString { text in
            var prompts: [UnsafePointer<CChar>?] = [text]
            var echo: CChar = 0
            _ = ssh_message_auth_interactive_request(message, "", "", 1, &prompts, &echo)
        }
    }
}
