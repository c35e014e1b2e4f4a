#include "CLibdeflate.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

static struct ingot_deflate_functions library;
static bool is_loaded;

// libdeflate's name with the number of its interface.
static const char *const file_name = "libdeflate.so.0";

static void load(void) {
    void *handle = dlopen(file_name, RTLD_NOW | RTLD_LOCAL);
    if (handle == NULL) return;
#define F(symbol, name) && (library.name = (__typeof__(symbol) *)dlsym(handle, #symbol)) != NULL
    is_loaded = true INGOT_DEFLATE_FUNCTIONS(F);
#undef F
}

const struct ingot_deflate_functions *ingot_deflate(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return is_loaded ? &library : NULL;
}
