#include "CLibcrypto.h"

#include <CLoading.h>

// What the program uses of OpenSSL's libcrypto, for INGOT_LOADED_FUNCTIONS.
#define FUNCTIONS(F, V) \
    F(int, 0, BIO_free, (BIO *a), (a)) \
    F(BIO *, NULL, BIO_new, (const BIO_METHOD *type), (type)) \
    F(BIO *, NULL, BIO_new_mem_buf, (const void *buf, int len), (buf, len)) \
    F(int, 0, BIO_read, (BIO *b, void *data, int dlen), (b, data, dlen)) \
    F(const BIO_METHOD *, NULL, BIO_s_mem, (void), ()) \
    V(ERR_clear_error, (void), ()) \
    V(EVP_CIPHER_CTX_free, (EVP_CIPHER_CTX *c), (c)) \
    F(EVP_CIPHER_CTX *, NULL, EVP_CIPHER_CTX_new, (void), ()) \
    F(int, 0, EVP_CIPHER_CTX_set_padding, (EVP_CIPHER_CTX *c, int pad), (c, pad)) \
    F(int, 0, EVP_DigestFinal_ex, (EVP_MD_CTX *ctx, unsigned char *md, unsigned int *s), (ctx, md, s)) \
    F(int, 0, EVP_DigestInit_ex, (EVP_MD_CTX *ctx, const EVP_MD *type, ENGINE *impl), (ctx, type, impl)) \
    F(int, 0, EVP_DigestSign, \
      (EVP_MD_CTX *ctx, unsigned char *sigret, size_t *siglen, const unsigned char *tbs, size_t tbslen), \
      (ctx, sigret, siglen, tbs, tbslen)) \
    F(int, 0, EVP_DigestSignInit, \
      (EVP_MD_CTX *ctx, EVP_PKEY_CTX **pctx, const EVP_MD *type, ENGINE *e, EVP_PKEY *pkey), \
      (ctx, pctx, type, e, pkey)) \
    F(int, 0, EVP_DigestUpdate, (EVP_MD_CTX *ctx, const void *d, size_t cnt), (ctx, d, cnt)) \
    F(int, 0, EVP_DigestVerify, \
      (EVP_MD_CTX *ctx, const unsigned char *sigret, size_t siglen, const unsigned char *tbs, size_t tbslen), \
      (ctx, sigret, siglen, tbs, tbslen)) \
    F(int, 0, EVP_DigestVerifyInit, \
      (EVP_MD_CTX *ctx, EVP_PKEY_CTX **pctx, const EVP_MD *type, ENGINE *e, EVP_PKEY *pkey), \
      (ctx, pctx, type, e, pkey)) \
    F(int, 0, EVP_EncryptInit_ex, \
      (EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher, ENGINE *impl, const unsigned char *key, \
       const unsigned char *iv), \
      (ctx, cipher, impl, key, iv)) \
    F(int, 0, EVP_EncryptUpdate, \
      (EVP_CIPHER_CTX *ctx, unsigned char *out, int *outl, const unsigned char *in, int inl), \
      (ctx, out, outl, in, inl)) \
    V(EVP_MD_CTX_free, (EVP_MD_CTX *ctx), (ctx)) \
    F(EVP_MD_CTX *, NULL, EVP_MD_CTX_new, (void), ()) \
    V(EVP_PKEY_CTX_free, (EVP_PKEY_CTX *ctx), (ctx)) \
    F(EVP_PKEY_CTX *, NULL, EVP_PKEY_CTX_new, (EVP_PKEY *pkey, ENGINE *e), (pkey, e)) \
    F(int, 0, EVP_PKEY_CTX_set_rsa_padding, (EVP_PKEY_CTX *ctx, int pad_mode), (ctx, pad_mode)) \
    F(int, 0, EVP_PKEY_decrypt, \
      (EVP_PKEY_CTX *ctx, unsigned char *out, size_t *outlen, const unsigned char *in, size_t inlen), \
      (ctx, out, outlen, in, inlen)) \
    F(int, 0, EVP_PKEY_decrypt_init, (EVP_PKEY_CTX *ctx), (ctx)) \
    V(EVP_PKEY_free, (EVP_PKEY *pkey), (pkey)) \
    F(int, 0, EVP_PKEY_get_base_id, (const EVP_PKEY *pkey), (pkey)) \
    F(int, 0, EVP_PKEY_get_bits, (const EVP_PKEY *pkey), (pkey)) \
    F(int, 0, EVP_PKEY_get_size, (const EVP_PKEY *pkey), (pkey)) \
    F(const EVP_CIPHER *, NULL, EVP_des_ede3_ecb, (void), ()) \
    F(const EVP_MD *, NULL, EVP_md5, (void), ()) \
    F(const EVP_MD *, NULL, EVP_sha1, (void), ()) \
    F(const EVP_MD *, NULL, EVP_sha224, (void), ()) \
    F(const EVP_MD *, NULL, EVP_sha256, (void), ()) \
    F(const EVP_MD *, NULL, EVP_sha384, (void), ()) \
    F(const EVP_MD *, NULL, EVP_sha512, (void), ()) \
    F(EVP_PKEY *, NULL, PEM_read_bio_PUBKEY, (BIO *out, EVP_PKEY **x, pem_password_cb *cb, void *u), \
      (out, x, cb, u)) \
    F(EVP_PKEY *, NULL, PEM_read_bio_PrivateKey, (BIO *out, EVP_PKEY **x, pem_password_cb *cb, void *u), \
      (out, x, cb, u)) \
    F(X509 *, NULL, PEM_read_bio_X509, (BIO *out, X509 **x, pem_password_cb *cb, void *u), (out, x, cb, u)) \
    F(int, 0, PEM_write_bio_PUBKEY, (BIO *out, const EVP_PKEY *x), (out, x)) \
    V(X509_free, (X509 *a), (a)) \
    F(EVP_PKEY *, NULL, X509_get_pubkey, (X509 *x), (x))

INGOT_LOADED_FUNCTIONS("libcrypto.so.3", FUNCTIONS)
