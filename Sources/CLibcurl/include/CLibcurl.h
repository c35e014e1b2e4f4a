// libcurl, loaded at the first transfer instead of at the program's start.
//
// Linked the usual way, libcurl and the twenty libraries behind it take half of the time and a quarter of the memory
// that a command without any transfer needs, and a machine without libcurl could not even run `ingot version`.
// The functions that this header declares beside libcurl's own are defined in CLibcurl.c; a call of any other function
// of libcurl does not link.
#pragma once
#include <curl/curl.h>

// curl_easy_setopt and curl_easy_getinfo are variadic: one function per type of argument.

CURLcode ingot_curl_set_text(CURL *handle, CURLoption option, const char *value);
CURLcode ingot_curl_set_long(CURL *handle, CURLoption option, long value);
CURLcode ingot_curl_set_offset(CURL *handle, CURLoption option, curl_off_t value);
CURLcode ingot_curl_set_pointer(CURL *handle, CURLoption option, void *value);

typedef size_t (*ingot_curl_bytes)(const char *bytes, size_t size, size_t count, void *context);
CURLcode ingot_curl_set_bytes(CURL *handle, CURLoption option, ingot_curl_bytes function);

typedef int (*ingot_curl_progress)(void *context, curl_off_t total, curl_off_t done, curl_off_t, curl_off_t);
CURLcode ingot_curl_set_progress(CURL *handle, ingot_curl_progress function, void *context);

/// The status of the last answer; 0 if there was none.
long ingot_curl_status(CURL *handle);

/// Where the last answer redirects to, as an absolute URL; NULL if it does not. Valid until the handle's next use.
const char *ingot_curl_redirection(CURL *handle);

/// How many connections the last transfer had to make; 0 if it used one that was open already.
long ingot_curl_connects(CURL *handle);
