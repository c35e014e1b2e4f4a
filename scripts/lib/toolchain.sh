# shellcheck shell=bash
# Finds the Swift toolchain. Needs: messages.sh.

# The name alone proves nothing: Debian's python3-swiftclient installs another
# program called swift.
is_swift_toolchain() {
    [ -x "$1/swift" ] && "$1/swift" --version 2>/dev/null | grep -q 'Swift version'
}

# Prints the folders where a toolchain may be, the user's own choice first.
toolchain_folders() {
    printf '%s\n' "${PATH//:/$'\n'}"
    printf '%s\n' /opt/swift/usr/bin /usr/share/swift/usr/bin /usr/libexec/swift/bin /usr/local/swift/usr/bin \
        "${HOME:-/root}/.local/share/swiftly/bin" "${HOME:-/root}/swift/usr/bin"
}

# Puts the toolchain's folder at the head of PATH.
require_swift() {
    local folder
    while read -r folder; do
        if [ -n "$folder" ] && is_swift_toolchain "$folder"; then
            export PATH=$folder:$PATH
            return 0
        fi
    done < <(toolchain_folders)
    die "no Swift toolchain found. Get one for your system from https://www.swift.org/install/linux/," \
        "unpack it (for example to /opt/swift) and put its usr/bin on PATH. Swift 6.2 or later is needed."
}
