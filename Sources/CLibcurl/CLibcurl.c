#include "CLibcurl.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

// curl.h makes macros of these, which check the types of arguments.
#undef curl_easy_setopt
#undef curl_easy_getinfo

// The functions of libcurl that the program uses. Each member has the type of the function it stands for.
static struct {
    __typeof__(curl_global_init) *global_init;
    __typeof__(curl_easy_init) *easy_init;
    __typeof__(curl_easy_cleanup) *easy_cleanup;
    __typeof__(curl_easy_reset) *easy_reset;
    __typeof__(curl_easy_perform) *easy_perform;
    __typeof__(curl_easy_setopt) *easy_setopt;
    __typeof__(curl_easy_getinfo) *easy_getinfo;
    __typeof__(curl_easy_strerror) *easy_strerror;
    __typeof__(curl_slist_append) *slist_append;
    __typeof__(curl_slist_free_all) *slist_free_all;
} library;

static bool is_loaded;

// libcurl's name with the number of its interface, which has not changed since 2006.
static const char *const file_name = "libcurl.so.4";

static void load(void) {
    void *handle = dlopen(file_name, RTLD_NOW | RTLD_LOCAL);
    if (handle == NULL) return;
    is_loaded = (library.global_init = dlsym(handle, "curl_global_init"))
        && (library.easy_init = dlsym(handle, "curl_easy_init"))
        && (library.easy_cleanup = dlsym(handle, "curl_easy_cleanup"))
        && (library.easy_reset = dlsym(handle, "curl_easy_reset"))
        && (library.easy_perform = dlsym(handle, "curl_easy_perform"))
        && (library.easy_setopt = dlsym(handle, "curl_easy_setopt"))
        && (library.easy_getinfo = dlsym(handle, "curl_easy_getinfo"))
        && (library.easy_strerror = dlsym(handle, "curl_easy_strerror"))
        && (library.slist_append = dlsym(handle, "curl_slist_append"))
        && (library.slist_free_all = dlsym(handle, "curl_slist_free_all"));
}

// The first call of every user of libcurl; nothing else here works before it has succeeded.
CURLcode curl_global_init(long flags) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return is_loaded ? library.global_init(flags) : CURLE_FAILED_INIT;
}

CURL *curl_easy_init(void) {
    return is_loaded ? library.easy_init() : NULL;
}

void curl_easy_cleanup(CURL *handle) {
    library.easy_cleanup(handle);
}

void curl_easy_reset(CURL *handle) {
    library.easy_reset(handle);
}

CURLcode curl_easy_perform(CURL *handle) {
    return library.easy_perform(handle);
}

const char *curl_easy_strerror(CURLcode code) {
    return library.easy_strerror(code);
}

struct curl_slist *curl_slist_append(struct curl_slist *list, const char *text) {
    return is_loaded ? library.slist_append(list, text) : NULL;
}

void curl_slist_free_all(struct curl_slist *list) {
    if (is_loaded) library.slist_free_all(list);
}

CURLcode ingot_curl_set_text(CURL *handle, CURLoption option, const char *value) {
    return library.easy_setopt(handle, option, value);
}

CURLcode ingot_curl_set_long(CURL *handle, CURLoption option, long value) {
    return library.easy_setopt(handle, option, value);
}

CURLcode ingot_curl_set_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return library.easy_setopt(handle, option, value);
}

CURLcode ingot_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return library.easy_setopt(handle, option, value);
}

CURLcode ingot_curl_set_bytes(CURL *handle, CURLoption option, ingot_curl_bytes function) {
    return library.easy_setopt(handle, option, function);
}

CURLcode ingot_curl_set_progress(CURL *handle, ingot_curl_progress function, void *context) {
    library.easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
    library.easy_setopt(handle, CURLOPT_XFERINFODATA, context);
    return library.easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, function);
}

long ingot_curl_status(CURL *handle) {
    long status = 0;
    library.easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    return status;
}

const char *ingot_curl_redirection(CURL *handle) {
    char *url = NULL;
    library.easy_getinfo(handle, CURLINFO_REDIRECT_URL, &url);
    return url;
}

long ingot_curl_connects(CURL *handle) {
    long count = 0;
    library.easy_getinfo(handle, CURLINFO_NUM_CONNECTS, &count);
    return count;
}
