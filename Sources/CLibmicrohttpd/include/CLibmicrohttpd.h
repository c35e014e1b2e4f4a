// libmicrohttpd, loaded when the first server starts instead of at the program's start: linked the usual way, it and
// the TLS libraries behind it take a tenth of the memory of a command that serves nothing.
//
// Only the functions that this header declares beside the library's own are there; a call of any other does not link.
#pragma once
#include <microhttpd.h>
#include <stdbool.h>
#include <sys/socket.h>

/// Loads the library; nothing else here may be called before it has succeeded.
bool ingot_mhd_load(void);

/// Serves the connections of a socket that is bound and listening already, on one event thread; the socket is closed
/// with the daemon.
struct MHD_Daemon *ingot_mhd_start(int listener, MHD_AccessHandlerCallback handler, void *context);

/// The address of the other side; NULL where it is not known.
const struct sockaddr *ingot_mhd_peer(struct MHD_Connection *connection);

// The library's own functions, by their names without `MHD_`.
void ingot_mhd_stop_daemon(struct MHD_Daemon *daemon);
const char *ingot_mhd_lookup_header(struct MHD_Connection *connection, const char *name);
struct MHD_Response *ingot_mhd_create_response_from_buffer(size_t size, void *bytes, enum MHD_ResponseMemoryMode mode);
struct MHD_Response *ingot_mhd_create_response_from_fd_at_offset64(uint64_t size, int descriptor, uint64_t offset);
enum MHD_Result ingot_mhd_add_response_header(struct MHD_Response *response, const char *name, const char *value);
enum MHD_Result ingot_mhd_queue_response(struct MHD_Connection *connection, unsigned status,
                                         struct MHD_Response *response);
void ingot_mhd_destroy_response(struct MHD_Response *response);
