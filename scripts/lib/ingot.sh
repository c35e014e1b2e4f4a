# shellcheck shell=bash
# Builds the ingot binary. Needs: messages.sh, toolchain.sh, packages.sh.

# Builds the release binary with the Swift runtime inside and prints its path.
build_release_binary() {
    require_packages build
    require_swift
    swift build -c release --product ingot --static-swift-stdlib </dev/null >&2
    printf '%s/ingot\n' "$(swift build -c release --product ingot --static-swift-stdlib --show-bin-path </dev/null)"
}
