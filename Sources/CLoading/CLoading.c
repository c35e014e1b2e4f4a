// All there is stands in the header; a target needs a source file.
#include "CLoading.h"
