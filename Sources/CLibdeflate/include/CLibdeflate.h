// libdeflate, loaded at the first use for the reasons that CLibarchive gives.
#pragma once
#include <libdeflate.h>

// Each member has the type of the function it stands for.
#define INGOT_DEFLATE_FUNCTIONS(F) \
    F(libdeflate_alloc_compressor, alloc_compressor) \
    F(libdeflate_free_compressor, free_compressor) \
    F(libdeflate_deflate_compress, deflate_compress) \
    F(libdeflate_deflate_compress_bound, deflate_compress_bound) \
    F(libdeflate_crc32, crc32)

struct ingot_deflate_functions {
#define F(symbol, name) __typeof__(symbol) *_Nonnull name;
    INGOT_DEFLATE_FUNCTIONS(F)
#undef F
};

/// The functions, or NULL on a machine without libdeflate. Any thread may ask.
const struct ingot_deflate_functions *_Nullable ingot_deflate(void);
