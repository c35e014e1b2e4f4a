#pragma once
#include <microhttpd.h>
#include <string.h>
#include <sys/socket.h>

/// Leaves paths as the client sent them: the library's decoding would let %00 cut them short.
static size_t ingot_mhd_keep_escapes(void *context, struct MHD_Connection *connection, char *text) {
    (void)context;
    (void)connection;
    return strlen(text);
}

static void ingot_mhd_be_silent(void *context, const char *format, va_list arguments) {
    (void)context;
    (void)format;
    (void)arguments;
}

/// Serves the connections of a socket that is bound and listening already, on one event thread; the socket is closed
/// with the daemon.
static inline struct MHD_Daemon *ingot_mhd_start(int listener, MHD_AccessHandlerCallback handler, void *context) {
    struct MHD_OptionItem options[] = {
        {MHD_OPTION_EXTERNAL_LOGGER, (intptr_t)&ingot_mhd_be_silent, NULL},
        {MHD_OPTION_LISTEN_SOCKET, listener, NULL},
        {MHD_OPTION_CONNECTION_LIMIT, 256, NULL},
        {MHD_OPTION_CONNECTION_TIMEOUT, 60, NULL},
        {MHD_OPTION_UNESCAPE_CALLBACK, (intptr_t)&ingot_mhd_keep_escapes, NULL},
        {MHD_OPTION_END, 0, NULL},
    };
    return MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ERROR_LOG, 0, NULL, NULL, handler, context,
                            MHD_OPTION_ARRAY, options, MHD_OPTION_END);
}

/// The address of the other side; NULL where it is not known.
static inline const struct sockaddr *ingot_mhd_peer(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return info ? info->client_addr : NULL;
}
