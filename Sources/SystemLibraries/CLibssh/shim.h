#pragma once
#include <libssh/libssh.h>
#include <libssh/sftp.h>
#include <libssh/callbacks.h>
#include <libssh/server.h>

/// The password of a login request; the tests' server takes requests as messages, which libssh calls outdated.
static inline const char *ingot_ssh_requested_password(ssh_message message) {
    return ssh_message_auth_password(message);
}
