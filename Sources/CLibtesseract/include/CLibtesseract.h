// Tesseract, opened when a picture is first read optically instead of at the program's start.
//
// Linked the usual way, every machine that runs this program would need it and the libraries behind it, and everybody
// who builds this program its headers; so the functions are declared here. They are its C interface (capi.h), the same
// in versions 4 and 5.
#pragma once
#include <stdbool.h>

#pragma clang assume_nonnull begin

typedef struct TessBaseAPI TessBaseAPI;
typedef struct TessResultIterator TessResultIterator;
typedef struct TessPageIterator TessPageIterator;
typedef struct ETEXT_DESC ingot_tesseract_monitor;
/// Asked between two words; `true` ends the reading.
typedef bool (*ingot_tesseract_cancel)(void *_Nullable context, int words);
typedef char *_Nullable ingot_tesseract_text;
typedef char *_Nullable *_Nullable ingot_tesseract_texts;

enum {
    // Find as much text as there is, in no order.
    ingot_tesseract_sparse_text = 11,
};
enum {
    ingot_tesseract_line = 2,
    ingot_tesseract_word = 3,
};

// Result, name without `Tess`, parameters.
#define INGOT_TESSERACT_FUNCTIONS(F) \
    F(TessBaseAPI *_Nullable, BaseAPICreate, (void)) \
    F(void, BaseAPIDelete, (TessBaseAPI *)) \
    F(int, BaseAPIInit3, (TessBaseAPI *, const char *_Nullable path, const char *languages)) \
    F(ingot_tesseract_texts, BaseAPIGetLoadedLanguagesAsVector, (const TessBaseAPI *)) \
    F(int, BaseAPISetVariable, (TessBaseAPI *, const char *, const char *)) \
    F(void, BaseAPISetPageSegMode, (TessBaseAPI *, int)) \
    F(void, BaseAPISetImage, (TessBaseAPI *, const unsigned char *, int width, int height, int bytes, int stride)) \
    F(void, BaseAPISetSourceResolution, (TessBaseAPI *, int)) \
    F(int, BaseAPIRecognize, (TessBaseAPI *, ingot_tesseract_monitor *_Nullable)) \
    F(TessResultIterator *_Nullable, BaseAPIGetIterator, (TessBaseAPI *)) \
    F(void, BaseAPIClear, (TessBaseAPI *)) \
    F(void, ResultIteratorDelete, (TessResultIterator *)) \
    F(const TessPageIterator *_Nonnull, ResultIteratorGetPageIteratorConst, (const TessResultIterator *)) \
    F(int, ResultIteratorNext, (TessResultIterator *, int level)) \
    F(ingot_tesseract_text, ResultIteratorGetUTF8Text, (const TessResultIterator *, int level)) \
    F(float, ResultIteratorConfidence, (const TessResultIterator *, int level)) \
    F(int, PageIteratorIsAtBeginningOf, (const TessPageIterator *, int level)) \
    F(int, PageIteratorBoundingBox, (const TessPageIterator *, int level, int *, int *, int *, int *)) \
    F(void, DeleteText, (const char *)) \
    F(void, DeleteTextArray, (char *_Nullable *_Nonnull)) \
    F(ingot_tesseract_monitor *_Nullable, MonitorCreate, (void)) \
    F(void, MonitorDelete, (ingot_tesseract_monitor *)) \
    F(void, MonitorSetCancelFunc, (ingot_tesseract_monitor *, ingot_tesseract_cancel)) \
    F(void, MonitorSetCancelThis, (ingot_tesseract_monitor *, void *)) \
    F(void, MonitorSetDeadlineMSecs, (ingot_tesseract_monitor *, int))

struct ingot_tesseract_functions {
#define F(result, name, parameters) result (*_Nonnull name) parameters;
    INGOT_TESSERACT_FUNCTIONS(F)
#undef F
    /// Of OpenMP, with which the library may be built; NULL where it is not.
    void (*_Nullable set_threads)(int);
};

/// The functions, or NULL on a machine without Tesseract. Any thread may ask.
const struct ingot_tesseract_functions *_Nullable ingot_tesseract(void);

#pragma clang assume_nonnull end
