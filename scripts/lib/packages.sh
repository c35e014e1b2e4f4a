# shellcheck shell=bash
# Installs what is missing of the packages listed in scripts/packages.
# Needs: messages.sh.

packages_file=$(dirname "${BASH_SOURCE[0]}")/../packages

# Prints the packages of the groups given.
packages_of() {
    local group
    for group; do
        awk -v group="$group" '$1 == group { print $2 }' "$packages_file"
    done | sort -u
}

# Prints those of the packages given that are not installed.
missing_packages() {
    local package status
    for package; do
        status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
        [ "$status" = installed ] || printf '%s\n' "$package"
    done
}

# Makes sure that the packages of the groups given are installed. apt is asked
# only if something is missing, so that a complete machine needs no network.
require_packages() {
    command -v dpkg-query >/dev/null ||
        die "this is not a Debian system: install the counterparts of $packages_file by hand"
    local wanted=() missing=() as_root=()
    mapfile -t wanted < <(packages_of "$@")
    mapfile -t missing < <(missing_packages "${wanted[@]}")
    [ "${#missing[@]}" -gt 0 ] || return 0

    if [ "$(id -u)" != 0 ]; then
        # -n: a script that runs unattended must not wait for a password.
        if sudo -n true 2>/dev/null; then
            as_root=(sudo -n)
        else
            die "packages are missing; run: sudo apt-get update && sudo apt-get install ${missing[*]}"
        fi
    fi
    say "installing ${missing[*]}"
    as_root+=(env DEBIAN_FRONTEND=noninteractive)
    "${as_root[@]}" apt-get update -qq </dev/null >&2
    "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" </dev/null >&2
}
