#pragma once
#include <curl/curl.h>

// curl_easy_setopt and curl_easy_getinfo are variadic: one function per type of argument.

static inline CURLcode ingot_curl_set_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode ingot_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode ingot_curl_set_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode ingot_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

typedef size_t (*ingot_curl_bytes)(const char *bytes, size_t size, size_t count, void *context);
static inline CURLcode ingot_curl_set_bytes(CURL *handle, CURLoption option, ingot_curl_bytes function) {
    return curl_easy_setopt(handle, option, function);
}

typedef int (*ingot_curl_progress)(void *context, curl_off_t total, curl_off_t done, curl_off_t, curl_off_t);
static inline CURLcode ingot_curl_set_progress(CURL *handle, ingot_curl_progress function, void *context) {
    curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(handle, CURLOPT_XFERINFODATA, context);
    return curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, function);
}

static inline long ingot_curl_status(CURL *handle) {
    long status = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    return status;
}
