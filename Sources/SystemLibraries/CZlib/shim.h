#pragma once
#include <zlib.h>

/// Begins a gzip stream of the default level whose header tells neither a time nor a system (RFC 1952).
static inline int ingot_gzip_begin(z_stream *stream, gz_header *header) {
    int status = deflateInit2(stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    header->os = 255;
    return status == Z_OK ? deflateSetHeader(stream, header) : status;
}

/// Begins to read a stream of zlib's format; a macro, which Swift does not see.
static inline int ingot_zlib_begin(z_stream *stream) { return inflateInit(stream); }
