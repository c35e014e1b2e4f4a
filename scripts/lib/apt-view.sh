# shellcheck shell=bash
# A private view of the Debian archive: the host's own sources and keys, but own
# lists, cache and an empty status. So downloads need no root, take no lock and
# leave the host's apt alone. Needs: messages.sh.

# Makes the view in folder $1 and lets every later apt command of this process use it.
# $2: the architecture of its packages, the host's own without it.
open_apt_view() {
    local view=$1 arch=${2:-}
    mkdir -p "$view/lists/partial" "$view/cache/archives/partial"
    : >"$view/status"
    cat >"$view/apt.conf" <<CONF
Dir::State::lists "$view/lists";
Dir::State::status "$view/status";
Dir::Cache "$view/cache";
Acquire::Languages "none";
APT::Install-Recommends "false";
CONF
    [ -z "$arch" ] || printf 'APT::Architecture "%s";\nAPT::Architectures { "%s"; };\n' "$arch" "$arch" >>"$view/apt.conf"
    # apt as root fetches as another user, who cannot write into our folder.
    [ "$(id -u)" != 0 ] || printf 'APT::Sandbox::User "root";\n' >>"$view/apt.conf"
    export APT_CONFIG=$view/apt.conf
    apt-get -qq update >&2 || die "apt-get update failed: apt needs a working Debian source"
}

# Prints the archive's lines for a sources.list, as apt itself is configured.
archive_lines() {
    apt-get indextargets --format "deb \$(REPO_URI) \$(RELEASE) \$(COMPONENT)" 'Created-By: Packages' | sort -u
}

# Downloads the packages $2... and unpacks them under folder $1.
unpack_debs() {
    local target=$1 downloads deb
    shift
    downloads=$(mktemp -d "${TMPDIR:-/tmp}/debs.XXXXXX")
    mkdir -p "$target"
    (cd "$downloads" && apt-get -qq download "$@" >&2) || die "apt could not download all of: $*"
    for deb in "$downloads"/*.deb; do dpkg-deb -x "$deb" "$target"; done
    rm -rf "$downloads"
}
