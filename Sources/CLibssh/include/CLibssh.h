// libssh, loaded at its first use instead of at the program's start.
//
// Linked the usual way, it and the seven libraries behind it (Kerberos's, for a login that nobody asked for) would cost
// every command memory and time. CLibssh.c defines the functions under libssh's own names; a call of any other function
// of libssh does not link. On a machine without the library they fail: pointers are NULL, and nothing can be made.
#pragma once
#include <libssh/libssh.h>
#include <libssh/callbacks.h>
#include <libssh/server.h>

/// The password of a login request; the tests' server takes requests as messages, which libssh calls outdated.
const char *ingot_ssh_requested_password(ssh_message message);
