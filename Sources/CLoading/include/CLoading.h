// Functions of a shared library that is loaded at the first call of one of them.
#pragma once
#include <dlfcn.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

// Defines the functions that a list names, under their own names. The list is a macro of two parameters:
// F(result, result without the library, name, parameters, arguments) for each function, and
// V(name, parameters, arguments) for each that has no result. One list a source file.
#define INGOT_LOADED_FUNCTIONS(file_name, LIST) \
    static struct { \
        LIST(INGOT_MEMBER_F, INGOT_MEMBER_V) \
    } library; \
    static bool is_loaded; \
    static void load(void) { \
        void *handle = dlopen(file_name, RTLD_NOW | RTLD_LOCAL); \
        if (handle == NULL) return; \
        is_loaded = true LIST(INGOT_FOUND_F, INGOT_FOUND_V); \
    } \
    static bool has_library(void) { \
        static pthread_once_t once = PTHREAD_ONCE_INIT; \
        pthread_once(&once, load); \
        return is_loaded; \
    } \
    LIST(INGOT_DEFINE_F, INGOT_DEFINE_V)

#define INGOT_MEMBER_F(result, failure, name, parameters, arguments) __typeof__(name) *name;
#define INGOT_MEMBER_V(name, parameters, arguments) __typeof__(name) *name;

#define INGOT_FOUND_F(result, failure, name, parameters, arguments) INGOT_FOUND_V(name, parameters, arguments)
#define INGOT_FOUND_V(name, parameters, arguments) \
    && (library.name = (__typeof__(name) *)dlsym(handle, #name)) != NULL

// Hidden from the loader, which would give these to the library in the place of its own functions.
#define INGOT_DEFINE_F(result, failure, name, parameters, arguments) \
    __asm__(".hidden " #name); \
    result name parameters { return has_library() ? library.name arguments : failure; }
#define INGOT_DEFINE_V(name, parameters, arguments) \
    __asm__(".hidden " #name); \
    void name parameters { \
        if (has_library()) library.name arguments; \
    }
