#include "CLibmicrohttpd.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdarg.h>
#include <string.h>

// The functions of libmicrohttpd that the program uses. Each member has the type of the function it stands for.
static struct {
    __typeof__(MHD_start_daemon) *start_daemon;
    __typeof__(MHD_stop_daemon) *stop_daemon;
    __typeof__(MHD_get_connection_info) *get_connection_info;
    __typeof__(MHD_lookup_connection_value) *lookup_connection_value;
    __typeof__(MHD_create_response_from_buffer) *create_response_from_buffer;
    __typeof__(MHD_create_response_from_fd_at_offset64) *create_response_from_fd_at_offset64;
    __typeof__(MHD_add_response_header) *add_response_header;
    __typeof__(MHD_queue_response) *queue_response;
    __typeof__(MHD_destroy_response) *destroy_response;
} library;

static bool is_loaded;

// The library's name with the number of its interface, since 0.9.50.
static const char *const file_name = "libmicrohttpd.so.12";

static void load(void) {
    void *handle = dlopen(file_name, RTLD_NOW | RTLD_LOCAL);
    if (handle == NULL) return;
    is_loaded = (library.start_daemon = dlsym(handle, "MHD_start_daemon"))
        && (library.stop_daemon = dlsym(handle, "MHD_stop_daemon"))
        && (library.get_connection_info = dlsym(handle, "MHD_get_connection_info"))
        && (library.lookup_connection_value = dlsym(handle, "MHD_lookup_connection_value"))
        && (library.create_response_from_buffer = dlsym(handle, "MHD_create_response_from_buffer"))
        && (library.create_response_from_fd_at_offset64 = dlsym(handle, "MHD_create_response_from_fd_at_offset64"))
        && (library.add_response_header = dlsym(handle, "MHD_add_response_header"))
        && (library.queue_response = dlsym(handle, "MHD_queue_response"))
        && (library.destroy_response = dlsym(handle, "MHD_destroy_response"));
}

bool ingot_mhd_load(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return is_loaded;
}

// Leaves paths as the client sent them: the library's decoding would let %00 cut them short.
static size_t keep_escapes(void *context, struct MHD_Connection *connection, char *text) {
    (void)context;
    (void)connection;
    return strlen(text);
}

static void be_silent(void *context, const char *format, va_list arguments) {
    (void)context;
    (void)format;
    (void)arguments;
}

struct MHD_Daemon *ingot_mhd_start(int listener, MHD_AccessHandlerCallback handler, void *context) {
    struct MHD_OptionItem options[] = {
        {MHD_OPTION_EXTERNAL_LOGGER, (intptr_t)&be_silent, NULL},
        {MHD_OPTION_LISTEN_SOCKET, listener, NULL},
        {MHD_OPTION_CONNECTION_LIMIT, 256, NULL},
        {MHD_OPTION_CONNECTION_TIMEOUT, 60, NULL},
        {MHD_OPTION_UNESCAPE_CALLBACK, (intptr_t)&keep_escapes, NULL},
        {MHD_OPTION_END, 0, NULL},
    };
    return library.start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ERROR_LOG, 0, NULL, NULL, handler, context,
                                MHD_OPTION_ARRAY, options, MHD_OPTION_END);
}

const struct sockaddr *ingot_mhd_peer(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        library.get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return info ? info->client_addr : NULL;
}

void ingot_mhd_stop_daemon(struct MHD_Daemon *daemon) {
    library.stop_daemon(daemon);
}

const char *ingot_mhd_lookup_header(struct MHD_Connection *connection, const char *name) {
    return library.lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

struct MHD_Response *ingot_mhd_create_response_from_buffer(size_t size, void *bytes, enum MHD_ResponseMemoryMode mode) {
    return library.create_response_from_buffer(size, bytes, mode);
}

struct MHD_Response *ingot_mhd_create_response_from_fd_at_offset64(uint64_t size, int descriptor, uint64_t offset) {
    return library.create_response_from_fd_at_offset64(size, descriptor, offset);
}

enum MHD_Result ingot_mhd_add_response_header(struct MHD_Response *response, const char *name, const char *value) {
    return library.add_response_header(response, name, value);
}

enum MHD_Result ingot_mhd_queue_response(struct MHD_Connection *connection, unsigned status,
                                         struct MHD_Response *response) {
    return library.queue_response(connection, status, response);
}

void ingot_mhd_destroy_response(struct MHD_Response *response) {
    library.destroy_response(response);
}
