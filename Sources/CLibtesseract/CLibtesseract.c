#include "CLibtesseract.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>

static struct ingot_tesseract_functions library;
static bool is_loaded;

// With the numbers of the interfaces that have these functions.
static const char *const file_names[] = {"libtesseract.so.5", "libtesseract.so.4"};

static bool load_from(const char *file_name) {
    void *handle = dlopen(file_name, RTLD_NOW | RTLD_LOCAL);
    if (handle == NULL) return false;
#define F(result, name, parameters) \
    && (library.name = (__typeof__(library.name))dlsym(handle, "Tess" #name)) != NULL
    const bool is_complete = true INGOT_TESSERACT_FUNCTIONS(F);
#undef F
    // Found in what the library needs itself.
    library.set_threads = (__typeof__(library.set_threads))dlsym(handle, "omp_set_num_threads");
    return is_complete;
}

static void load(void) {
    for (size_t index = 0; index < sizeof file_names / sizeof *file_names && !is_loaded; index++)
        is_loaded = load_from(file_names[index]);
}

const struct ingot_tesseract_functions *ingot_tesseract(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return is_loaded ? &library : NULL;
}
