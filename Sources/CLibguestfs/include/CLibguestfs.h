// libguestfs, opened when a disk image is first looked into instead of at the program's start.
//
// Linked the usual way, it would have to be on every machine that runs this program, with the QEMU, kernel and tools
// that its package brings along. Its header would be needed by everybody who builds this program; so the functions are
// declared here. The library promises to keep them binary compatible (guestfs(3), "API stability").
#pragma once
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#pragma clang assume_nonnull begin

typedef struct guestfs_h guestfs_h;
typedef void (*ingot_guestfs_event)(
    guestfs_h *g, void *_Nullable context, uint64_t event, int event_handle, int flags, const char *_Nullable bytes,
    size_t count, const uint64_t *_Nullable numbers, size_t number_count);

static const uint64_t ingot_guestfs_appliance_event = 0x10;
static const uint64_t ingot_guestfs_library_event = 0x20;

// As guestfs.h lays them out; a bit of the mask says that a member counts.
struct ingot_guestfs_drive {
    uint64_t mask;
    int readonly;
    const char *_Nullable format, *_Nullable iface, *_Nullable name, *_Nullable label, *_Nullable protocol;
    char *_Nullable const *_Nullable server;
    const char *_Nullable username, *_Nullable secret, *_Nullable cachemode, *_Nullable discard;
    int copyonread;
    int blocksize;
};
static const uint64_t ingot_guestfs_drive_format = 1 << 1;
static const uint64_t ingot_guestfs_drive_cachemode = 1 << 9;
static const uint64_t ingot_guestfs_drive_discard = 1 << 10;

struct ingot_guestfs_swap {
    uint64_t mask;
    const char *_Nullable label, *_Nullable uuid;
};
static const uint64_t ingot_guestfs_swap_label = 1 << 0;
static const uint64_t ingot_guestfs_swap_uuid = 1 << 1;

struct ingot_guestfs_is_dir {
    uint64_t mask;
    int follows_links;
};
static const uint64_t ingot_guestfs_is_dir_follows_links = 1 << 0;

// Numbers in bytes; identifiers without a byte at their end.
struct ingot_guestfs_volume_group {
    char *name;
    char uuid[32];
    char *_Nullable format, *_Nullable attributes;
    uint64_t size, free;
    char *_Nullable system;
    uint64_t extent_size;
    int64_t extent_count, free_count, max_volumes, max_disks, disk_count, volume_count, snapshot_count, sequence;
    char *_Nullable tags;
    int64_t area_count;
    uint64_t area_free;
};
struct ingot_guestfs_volume_groups {
    uint32_t count;
    struct ingot_guestfs_volume_group *_Nullable first;
};

typedef char *_Nullable *_Nullable ingot_guestfs_strings;
typedef char *_Nullable ingot_guestfs_string;
// struct guestfs_statns, of which every member is an int64_t.
typedef const int64_t *_Nullable ingot_guestfs_numbers;
typedef struct ingot_guestfs_volume_groups *_Nullable ingot_guestfs_groups;
enum { ingot_guestfs_stat_mode = 2, ingot_guestfs_stat_owner = 4, ingot_guestfs_stat_group = 5 };

// Result, name without `guestfs_`, parameters. A structure of optional arguments may be NULL.
#define INGOT_GUESTFS_FUNCTIONS(F) \
    F(int, set_backend, (guestfs_h *, const char *)) \
    F(int, set_backend_setting, (guestfs_h *, const char *, const char *)) \
    F(int, set_network, (guestfs_h *, int)) \
    F(int, set_memsize, (guestfs_h *, int)) \
    F(int, set_tmpdir, (guestfs_h *, const char *)) \
    F(int, set_verbose, (guestfs_h *, int)) \
    F(int, set_pgroup, (guestfs_h *, int)) \
    F(int, set_event_callback, (guestfs_h *, ingot_guestfs_event, uint64_t, int, void *_Nullable)) \
    F(int, add_drive_opts_argv, (guestfs_h *, const char *, const struct ingot_guestfs_drive *)) \
    F(int, launch, (guestfs_h *)) \
    F(int, shutdown, (guestfs_h *)) \
    F(int, ping_daemon, (guestfs_h *)) \
    F(ingot_guestfs_strings, inspect_os, (guestfs_h *)) \
    F(ingot_guestfs_strings, inspect_get_mountpoints, (guestfs_h *, const char *)) \
    F(ingot_guestfs_string, inspect_get_product_name, (guestfs_h *, const char *)) \
    F(ingot_guestfs_string, inspect_get_distro, (guestfs_h *, const char *)) \
    F(ingot_guestfs_string, inspect_get_type, (guestfs_h *, const char *)) \
    F(ingot_guestfs_string, inspect_get_package_management, (guestfs_h *, const char *)) \
    F(ingot_guestfs_strings, list_filesystems, (guestfs_h *)) \
    F(ingot_guestfs_strings, list_devices, (guestfs_h *)) \
    F(ingot_guestfs_strings, list_partitions, (guestfs_h *)) \
    F(ingot_guestfs_strings, lvs, (guestfs_h *)) \
    F(ingot_guestfs_string, vfs_type, (guestfs_h *, const char *)) \
    F(ingot_guestfs_string, vfs_uuid, (guestfs_h *, const char *)) \
    F(ingot_guestfs_string, vfs_label, (guestfs_h *, const char *)) \
    F(int, mount, (guestfs_h *, const char *, const char *)) \
    F(int, umount_all, (guestfs_h *)) \
    F(int, fstrim_argv, (guestfs_h *, const char *, const void *_Nullable)) \
    F(int, zero_free_space, (guestfs_h *, const char *)) \
    F(int, blkdiscard, (guestfs_h *, const char *)) \
    F(int, zero_device, (guestfs_h *, const char *)) \
    F(int, cryptsetup_open_argv, \
        (guestfs_h *, const char *, const char *, const char *, const void *_Nullable)) \
    F(int, debug_upload, (guestfs_h *, const char *, const char *, int)) \
    F(ingot_guestfs_string, debug, (guestfs_h *, const char *, char *_Nullable const *_Nullable)) \
    F(int, lvm_scan, (guestfs_h *, int)) \
    F(ingot_guestfs_groups, vgs_full, (guestfs_h *)) \
    F(void, free_lvm_vg_list, (ingot_guestfs_groups)) \
    F(int, lvcreate_free, (guestfs_h *, const char *, const char *, int)) \
    F(int, lvremove, (guestfs_h *, const char *)) \
    F(int, mkswap_opts_argv, (guestfs_h *, const char *, const struct ingot_guestfs_swap *)) \
    F(ingot_guestfs_string, sh, (guestfs_h *, const char *)) \
    F(int, upload, (guestfs_h *, const char *, const char *)) \
    F(int, download, (guestfs_h *, const char *, const char *)) \
    F(int, chmod, (guestfs_h *, int, const char *)) \
    F(int, chown, (guestfs_h *, int, int, const char *)) \
    F(int, truncate, (guestfs_h *, const char *)) \
    F(int, rm_rf, (guestfs_h *, const char *)) \
    F(int, touch, (guestfs_h *, const char *)) \
    F(int, find0, (guestfs_h *, const char *, const char *)) \
    F(int, mkdir_p, (guestfs_h *, const char *)) \
    F(int, ln_sf, (guestfs_h *, const char *, const char *)) \
    F(int, exists, (guestfs_h *, const char *)) \
    F(int, is_dir_opts_argv, (guestfs_h *, const char *, const struct ingot_guestfs_is_dir *)) \
    F(ingot_guestfs_numbers, lstatns, (guestfs_h *, const char *)) \
    F(ingot_guestfs_strings, glob_expand, (guestfs_h *, const char *)) \
    F(ingot_guestfs_strings, ls, (guestfs_h *, const char *))

struct ingot_guestfs_functions {
    guestfs_h *_Nullable (*_Nonnull create_flags)(unsigned flags, ...);
    void (*_Nonnull close)(guestfs_h *);
    const char *_Nullable (*_Nonnull last_error)(guestfs_h *);
    int (*_Nonnull last_errno)(guestfs_h *);
    void (*_Nonnull set_error_handler)(guestfs_h *, void *_Nullable, void *_Nullable);
#define F(result, name, parameters) result (*_Nonnull name) parameters;
    INGOT_GUESTFS_FUNCTIONS(F)
#undef F
};

/// The functions, or NULL on a machine without libguestfs. Any thread may ask.
const struct ingot_guestfs_functions *_Nullable ingot_guestfs(void);

/// A handle with the settings of the environment; NULL if there is no memory.
///
/// The function is variadic, which Swift cannot call.
static inline guestfs_h *_Nullable ingot_guestfs_create(const struct ingot_guestfs_functions *library) {
    return library->create_flags(0);
}

/// Whether the last call failed because there is nothing of that name.
static inline _Bool ingot_guestfs_found_nothing(const struct ingot_guestfs_functions *library, guestfs_h *handle) {
    const int reason = library->last_errno(handle);
    return reason == ENOENT || reason == ENOTDIR;
}

/// Frees what a function gave: a text, or one block of numbers.
static inline void ingot_guestfs_free(const void *_Nullable memory) { free((void *)memory); }

#pragma clang assume_nonnull end
