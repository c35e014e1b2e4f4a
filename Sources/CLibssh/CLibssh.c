#include "CLibssh.h"

#include <CLoading.h>

// Those that answer logins as messages are outdated, says libssh; the tests' server uses them.
#pragma clang diagnostic ignored "-Wdeprecated-declarations"

// What the program and its tests use of libssh, for INGOT_LOADED_FUNCTIONS.
#define FUNCTIONS(F, V) \
    F(int, SSH_ERROR, ssh_bind_accept, (ssh_bind ssh_bind_o, ssh_session session), (ssh_bind_o, session)) \
    F(int, SSH_ERROR, ssh_bind_accept_fd, (ssh_bind ssh_bind_o, ssh_session session, socket_t fd), \
      (ssh_bind_o, session, fd)) \
    V(ssh_bind_free, (ssh_bind ssh_bind_o), (ssh_bind_o)) \
    F(int, SSH_ERROR, ssh_bind_listen, (ssh_bind ssh_bind_o), (ssh_bind_o)) \
    F(ssh_bind, NULL, ssh_bind_new, (void), ()) \
    F(int, SSH_ERROR, ssh_bind_options_set, (ssh_bind sshbind, enum ssh_bind_options_e type, const void *value), \
      (sshbind, type, value)) \
    F(int, SSH_ERROR, ssh_blocking_flush, (ssh_session session, int timeout), (session, timeout)) \
    F(int, SSH_ERROR, ssh_channel_close, (ssh_channel channel), (channel)) \
    V(ssh_channel_free, (ssh_channel channel), (channel)) \
    F(int, 0, ssh_channel_is_closed, (ssh_channel channel), (channel)) \
    F(int, 0, ssh_channel_is_eof, (ssh_channel channel), (channel)) \
    F(int, 0, ssh_channel_is_open, (ssh_channel channel), (channel)) \
    F(int, SSH_ERROR, ssh_channel_listen_forward, \
      (ssh_session session, const char *address, int port, int *bound_port), (session, address, port, bound_port)) \
    F(ssh_channel, NULL, ssh_channel_new, (ssh_session session), (session)) \
    F(int, SSH_ERROR, ssh_channel_open_forward, \
      (ssh_channel channel, const char *remotehost, int remoteport, const char *sourcehost, int localport), \
      (channel, remotehost, remoteport, sourcehost, localport)) \
    F(int, SSH_ERROR, ssh_channel_open_session, (ssh_channel channel), (channel)) \
    F(int, SSH_ERROR, ssh_channel_read_nonblocking, \
      (ssh_channel channel, void *dest, uint32_t count, int is_stderr), (channel, dest, count, is_stderr)) \
    F(int, SSH_ERROR, ssh_channel_request_auth_agent, (ssh_channel channel), (channel)) \
    F(int, SSH_ERROR, ssh_channel_request_exec, (ssh_channel channel, const char *cmd), (channel, cmd)) \
    F(int, SSH_ERROR, ssh_channel_request_pty_size, (ssh_channel channel, const char *term, int cols, int rows), \
      (channel, term, cols, rows)) \
    F(int, SSH_ERROR, ssh_channel_request_send_exit_signal, \
      (ssh_channel channel, const char *signum, int core, const char *errmsg, const char *lang), \
      (channel, signum, core, errmsg, lang)) \
    F(int, SSH_ERROR, ssh_channel_request_send_exit_status, (ssh_channel channel, int exit_status), \
      (channel, exit_status)) \
    F(int, SSH_ERROR, ssh_channel_request_subsystem, (ssh_channel channel, const char *subsystem), \
      (channel, subsystem)) \
    F(int, SSH_ERROR, ssh_channel_send_eof, (ssh_channel channel), (channel)) \
    F(uint32_t, 0, ssh_channel_window_size, (ssh_channel channel), (channel)) \
    F(int, SSH_ERROR, ssh_channel_write, (ssh_channel channel, const void *data, uint32_t len), \
      (channel, data, len)) \
    F(int, SSH_ERROR, ssh_channel_write_stderr, (ssh_channel channel, const void *data, uint32_t len), \
      (channel, data, len)) \
    V(ssh_clean_pubkey_hash, (unsigned char **hash), (hash)) \
    F(int, SSH_ERROR, ssh_connect, (ssh_session session), (session)) \
    V(ssh_disconnect, (ssh_session session), (session)) \
    F(int, SSH_ERROR, ssh_execute_message_callbacks, (ssh_session session), (session)) \
    V(ssh_free, (ssh_session session), (session)) \
    F(const char *, NULL, ssh_get_cipher_out, (ssh_session session), (session)) \
    F(const char *, NULL, ssh_get_error, (void *error), (error)) \
    F(socket_t, SSH_INVALID_SOCKET, ssh_get_fd, (ssh_session session), (session)) \
    F(char *, NULL, ssh_get_fingerprint_hash, \
      (enum ssh_publickey_hash_type type, unsigned char *hash, size_t len), (type, hash, len)) \
    F(int, 0, ssh_get_poll_flags, (ssh_session session), (session)) \
    F(int, SSH_ERROR, ssh_get_publickey_hash, \
      (const ssh_key key, enum ssh_publickey_hash_type type, unsigned char **hash, size_t *hlen), \
      (key, type, hash, hlen)) \
    F(int, SSH_ERROR, ssh_get_server_publickey, (ssh_session session, ssh_key *key), (session, key)) \
    F(const char *, NULL, ssh_get_serverbanner, (ssh_session session), (session)) \
    F(int, SSH_ERROR, ssh_handle_key_exchange, (ssh_session session), (session)) \
    F(int, 0, ssh_is_connected, (ssh_session session), (session)) \
    F(int, SSH_ERROR, ssh_key_cmp, (const ssh_key k1, const ssh_key k2, enum ssh_keycmp_e what), (k1, k2, what)) \
    F(ssh_key, NULL, ssh_key_dup, (const ssh_key key), (key)) \
    V(ssh_key_free, (ssh_key key), (key)) \
    F(enum ssh_keytypes_e, SSH_KEYTYPE_UNKNOWN, ssh_key_type, (const ssh_key key), (key)) \
    F(enum ssh_keytypes_e, SSH_KEYTYPE_UNKNOWN, ssh_key_type_from_name, (const char *name), (name)) \
    F(const char *, NULL, ssh_key_type_to_char, (enum ssh_keytypes_e type), (type)) \
    F(int, SSH_ERROR, ssh_message_auth_interactive_request, \
      (ssh_message msg, const char *name, const char *instruction, unsigned int num_prompts, \
       const char **prompts, char *echo), \
      (msg, name, instruction, num_prompts, prompts, echo)) \
    F(int, 0, ssh_message_auth_kbdint_is_response, (ssh_message msg), (msg)) \
    F(const char *, NULL, ssh_message_auth_password, (ssh_message msg), (msg)) \
    F(int, SSH_ERROR, ssh_message_auth_reply_success, (ssh_message msg, int partial), (msg, partial)) \
    F(int, SSH_ERROR, ssh_message_auth_set_methods, (ssh_message msg, int methods), (msg, methods)) \
    F(int, 0, ssh_message_channel_request_open_destination_port, (ssh_message msg), (msg)) \
    F(ssh_channel, NULL, ssh_message_channel_request_open_reply_accept, (ssh_message msg), (msg)) \
    V(ssh_message_free, (ssh_message msg), (msg)) \
    F(ssh_message, NULL, ssh_message_get, (ssh_session session), (session)) \
    F(int, SSH_ERROR, ssh_message_reply_default, (ssh_message msg), (msg)) \
    F(int, 0, ssh_message_subtype, (ssh_message msg), (msg)) \
    F(int, 0, ssh_message_type, (ssh_message msg), (msg)) \
    F(ssh_session, NULL, ssh_new, (void), ()) \
    F(int, SSH_ERROR, ssh_options_set, (ssh_session session, enum ssh_options_e type, const void *value), \
      (session, type, value)) \
    F(int, SSH_ERROR, ssh_pki_copy_cert_to_privkey, (const ssh_key cert_key, ssh_key privkey), (cert_key, privkey)) \
    F(int, SSH_ERROR, ssh_pki_export_privkey_base64, \
      (const ssh_key privkey, const char *passphrase, ssh_auth_callback auth_fn, void *auth_data, char **b64_key), \
      (privkey, passphrase, auth_fn, auth_data, b64_key)) \
    F(int, SSH_ERROR, ssh_pki_export_privkey_to_pubkey, (const ssh_key privkey, ssh_key *pkey), (privkey, pkey)) \
    F(int, SSH_ERROR, ssh_pki_export_pubkey_base64, (const ssh_key key, char **b64_key), (key, b64_key)) \
    F(int, SSH_ERROR, ssh_pki_generate, (enum ssh_keytypes_e type, int parameter, ssh_key *pkey), \
      (type, parameter, pkey)) \
    F(int, SSH_ERROR, ssh_pki_import_cert_file, (const char *filename, ssh_key *pkey), (filename, pkey)) \
    F(int, SSH_ERROR, ssh_pki_import_privkey_base64, \
      (const char *b64_key, const char *passphrase, ssh_auth_callback auth_fn, void *auth_data, ssh_key *pkey), \
      (b64_key, passphrase, auth_fn, auth_data, pkey)) \
    F(int, SSH_ERROR, ssh_pki_import_privkey_file, \
      (const char *filename, const char *passphrase, ssh_auth_callback auth_fn, void *auth_data, ssh_key *pkey), \
      (filename, passphrase, auth_fn, auth_data, pkey)) \
    F(int, SSH_ERROR, ssh_pki_import_pubkey_base64, \
      (const char *b64_key, enum ssh_keytypes_e type, ssh_key *pkey), (b64_key, type, pkey)) \
    F(const char *, NULL, ssh_pki_key_ecdsa_name, (const ssh_key key), (key)) \
    F(int, SSH_ERROR, ssh_remove_channel_callbacks, (ssh_channel channel, ssh_channel_callbacks cb), (channel, cb)) \
    F(int, SSH_ERROR, ssh_send_ignore, (ssh_session session, const char *data), (session, data)) \
    V(ssh_set_auth_methods, (ssh_session session, int auth_methods), (session, auth_methods)) \
    V(ssh_set_blocking, (ssh_session session, int blocking), (session, blocking)) \
    F(int, SSH_ERROR, ssh_set_channel_callbacks, (ssh_channel channel, ssh_channel_callbacks cb), (channel, cb)) \
    V(ssh_set_message_callback, \
      (ssh_session session, int (*ssh_bind_message_callback)(ssh_session session, ssh_message msg, void *data), \
       void *data), \
      (session, ssh_bind_message_callback, data)) \
    F(int, SSH_ERROR, ssh_set_server_callbacks, (ssh_session session, ssh_server_callbacks cb), (session, cb)) \
    V(ssh_string_free_char, (char *s), (s)) \
    F(int, SSH_ERROR, ssh_userauth_agent, (ssh_session session, const char *username), (session, username)) \
    F(int, SSH_ERROR, ssh_userauth_kbdint, (ssh_session session, const char *user, const char *submethods), \
      (session, user, submethods)) \
    F(const char *, NULL, ssh_userauth_kbdint_getanswer, (ssh_session session, unsigned int i), (session, i)) \
    F(int, 0, ssh_userauth_kbdint_getnprompts, (ssh_session session), (session)) \
    F(const char *, NULL, ssh_userauth_kbdint_getprompt, (ssh_session session, unsigned int i, char *echo), \
      (session, i, echo)) \
    F(int, SSH_ERROR, ssh_userauth_kbdint_setanswer, (ssh_session session, unsigned int i, const char *answer), \
      (session, i, answer)) \
    F(int, 0, ssh_userauth_list, (ssh_session session, const char *username), (session, username)) \
    F(int, SSH_ERROR, ssh_userauth_none, (ssh_session session, const char *username), (session, username)) \
    F(int, SSH_ERROR, ssh_userauth_password, (ssh_session session, const char *username, const char *password), \
      (session, username, password)) \
    F(int, SSH_ERROR, ssh_userauth_publickey, (ssh_session session, const char *username, const ssh_key privkey), \
      (session, username, privkey))

INGOT_LOADED_FUNCTIONS("libssh.so.4", FUNCTIONS)

const char *ingot_ssh_requested_password(ssh_message message) {
    return ssh_message_auth_password(message);
}
