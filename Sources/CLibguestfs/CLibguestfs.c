#include "CLibguestfs.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdbool.h>

static struct ingot_guestfs_functions library;
static bool is_loaded;

// The library's name with the number of its interface, the only one there has been.
static const char *const file_name = "libguestfs.so.0";

static void load(void) {
    void *handle = dlopen(file_name, RTLD_NOW | RTLD_LOCAL);
    if (handle == NULL) return;
#define G(name) &&(library.name = (__typeof__(library.name))dlsym(handle, "guestfs_" #name)) != NULL
#define F(result, name, parameters) G(name)
    is_loaded = true G(create_flags) G(close) G(last_error) G(last_errno) G(set_error_handler) INGOT_GUESTFS_FUNCTIONS(F);
#undef F
#undef G
}

const struct ingot_guestfs_functions *ingot_guestfs(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return is_loaded ? &library : NULL;
}
