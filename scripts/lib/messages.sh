# shellcheck shell=bash
# Messages of the scripts. Talk goes to stderr: stdout belongs to results.

say() { printf '%s\n' "$*" >&2; }

die() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# Prints a headline that is easy to find in a long log.
headline() { printf '\n== %s\n' "$*" >&2; }
