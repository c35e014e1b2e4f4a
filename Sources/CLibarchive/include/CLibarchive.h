// libarchive, loaded when an archive is first made or read instead of at the program's start.
//
// Linked the usual way, it and the ten libraries behind it would cost every command memory and time, and a machine
// without it could run none.
#pragma once
#include <archive.h>
#include <archive_entry.h>

// Each member has the type of the function it stands for.
#define INGOT_ARCHIVE_FUNCTIONS(F) \
    F(archive_error_string, error_string) \
    F(archive_write_new, write_new) \
    F(archive_write_free, write_free) \
    F(archive_write_close, write_close) \
    F(archive_write_fail, write_fail) \
    F(archive_write_open, write_open) \
    F(archive_write_header, write_header) \
    F(archive_write_data, write_data) \
    F(archive_write_set_bytes_per_block, write_set_bytes_per_block) \
    F(archive_write_set_filter_option, write_set_filter_option) \
    F(archive_write_set_format_option, write_set_format_option) \
    F(archive_write_set_format_gnutar, write_set_format_gnutar) \
    F(archive_write_set_format_ustar, write_set_format_ustar) \
    F(archive_write_set_format_zip, write_set_format_zip) \
    F(archive_write_set_format_raw, write_set_format_raw) \
    F(archive_write_add_filter_bzip2, write_add_filter_bzip2) \
    F(archive_write_add_filter_lz4, write_add_filter_lz4) \
    F(archive_write_add_filter_xz, write_add_filter_xz) \
    F(archive_write_add_filter_zstd, write_add_filter_zstd) \
    F(archive_read_new, read_new) \
    F(archive_read_free, read_free) \
    F(archive_read_support_format_tar, read_support_format_tar) \
    F(archive_read_support_filter_all, read_support_filter_all) \
    F(archive_read_support_format_raw, read_support_format_raw) \
    F(archive_read_support_format_zip, read_support_format_zip) \
    F(archive_filter_bytes, filter_bytes) \
    F(archive_read_open_filename, read_open_filename) \
    F(archive_read_next_header, read_next_header) \
    F(archive_read_data, read_data) \
    F(archive_entry_new, entry_new) \
    F(archive_entry_free, entry_free) \
    F(archive_entry_pathname, entry_pathname) \
    F(archive_entry_size, entry_size) \
    F(archive_entry_filetype, entry_filetype) \
    F(archive_entry_copy_pathname, entry_copy_pathname) \
    F(archive_entry_set_size, entry_set_size) \
    F(archive_entry_set_filetype, entry_set_filetype) \
    F(archive_entry_set_perm, entry_set_perm) \
    F(archive_entry_set_mtime, entry_set_mtime) \
    F(archive_entry_set_uid, entry_set_uid) \
    F(archive_entry_set_gid, entry_set_gid)

struct ingot_archive_functions {
#define F(symbol, name) __typeof__(symbol) *_Nonnull name;
    INGOT_ARCHIVE_FUNCTIONS(F)
#undef F
};

/// The functions, or NULL on a machine without libarchive. Any thread may ask.
const struct ingot_archive_functions *_Nullable ingot_archive(void);

/// A macro with a cast, which Swift does not see.
static const unsigned ingot_archive_regular_file = AE_IFREG;
