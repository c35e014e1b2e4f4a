#include "CRE2.h"

#include <re2/re2.h>
#include <map>
#include <string>
#include <vector>

struct cre2_regex {
    re2::RE2 re;
    std::map<int, std::string> names;

    cre2_regex(const re2::StringPiece &pattern, const re2::RE2::Options &options) : re(pattern, options) {
        if (re.ok()) names = re.CapturingGroupNames();
    }
};

extern "C" cre2_regex *cre2_new(const char *pattern, size_t length) {
    re2::RE2::Options options;
    // The library would write about a bad pattern to the standard error stream.
    options.set_log_errors(false);
    return new cre2_regex(re2::StringPiece(pattern, length), options);
}

extern "C" void cre2_delete(cre2_regex *regex) { delete regex; }

extern "C" const char *cre2_error(const cre2_regex *regex) {
    return regex->re.ok() ? nullptr : regex->re.error().c_str();
}

extern "C" int32_t cre2_group_count(const cre2_regex *regex) { return regex->re.NumberOfCapturingGroups(); }

extern "C" const char *cre2_group_name(const cre2_regex *regex, int32_t group) {
    auto found = regex->names.find(group);
    return found == regex->names.end() ? nullptr : found->second.c_str();
}

extern "C" int32_t cre2_match(const cre2_regex *regex, const char *text, size_t length, size_t start,
                              int64_t *spans) {
    std::vector<re2::StringPiece> groups(regex->re.NumberOfCapturingGroups() + 1);
    bool found = regex->re.Match(re2::StringPiece(text, length), start, length, re2::RE2::UNANCHORED, groups.data(),
                                 static_cast<int>(groups.size()));
    if (!found) return 0;
    for (size_t i = 0; i < groups.size(); i++) {
        bool present = groups[i].data() != nullptr;
        spans[2 * i] = present ? groups[i].data() - text : -1;
        spans[2 * i + 1] = present ? groups[i].data() - text + static_cast<int64_t>(groups[i].size()) : -1;
    }
    return 1;
}
