#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A compiled pattern of RE2, or the reason why it is none.
typedef struct cre2_regex cre2_regex;

/// Never fails: ask cre2_error.
cre2_regex *_Nonnull cre2_new(const char *_Nonnull pattern, size_t length);
void cre2_delete(cre2_regex *_Nonnull regex);
/// Null if the pattern is good; lives as long as the regex.
const char *_Nullable cre2_error(const cre2_regex *_Nonnull regex);
/// Capturing groups, the whole match not counted.
int32_t cre2_group_count(const cre2_regex *_Nonnull regex);
/// Null if the group, counted from 1, has no name; lives as long as the regex.
const char *_Nullable cre2_group_name(const cre2_regex *_Nonnull regex, int32_t group);
/// Looks for the first match from `start` on. `spans` takes start and end of the whole match and of every group;
/// both are -1 for a group that took no part. Returns whether there is a match.
int32_t cre2_match(const cre2_regex *_Nonnull regex, const char *_Nonnull text, size_t length, size_t start,
                   int64_t *_Nonnull spans);

#ifdef __cplusplus
}
#endif
