// OpenSSL's libcrypto, loaded at its first use instead of at the program's start.
//
// Its tables of pointers, which the loader has to fill in, cost two milliseconds and nearly 2 MiB, and most commands
// compute no hash. The functions are defined in CLibcrypto.c under OpenSSL's own names; a call of any other function
// does not link. On a machine without the library they fail: pointers are NULL, results 0.
#pragma once
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
