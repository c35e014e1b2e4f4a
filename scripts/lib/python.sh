# shellcheck shell=bash
# Programs written in Python that the tests talk to. They live in one environment of
# their own under build/, so that nothing of them gets into the system.
# Needs: messages.sh, packages.sh.

python_packages_file=$(dirname "${BASH_SOURCE[0]}")/../python-packages
python_environment=$(dirname "${BASH_SOURCE[0]}")/../../build/python

# Prints the packages of scripts/python-packages as pip wants them.
python_packages() { awk 'NF > 1 && $1 !~ /^#/ { print $1 }' "$python_packages_file"; }

# A short key of what the environment is made of: another list or another Python makes
# another environment.
python_key() {
    { python_packages && python3 --version; } | sha256sum | cut -c1-16
}

# Makes the environment unless it is there and whole, and exports its folder as
# INGOT_PYTHON: the programs are in $INGOT_PYTHON/bin. The packages come from where the
# user's pip gets them; pip is asked only if something changed.
require_python() {
    local key wanted=()
    require_packages python
    key=$(python_key)
    if [ "$(cat "$python_environment/made-of" 2>/dev/null)" != "$key" ]; then
        mapfile -t wanted < <(python_packages)
        say "installing ${wanted[*]} into build/python"
        rm -rf "$python_environment"
        mkdir -p "$(dirname "$python_environment")"
        python3 -m venv "$python_environment"
        "$python_environment/bin/pip" install --quiet --disable-pip-version-check "${wanted[@]}" </dev/null >&2
        printf '%s\n' "$key" >"$python_environment/made-of"
    fi
    INGOT_PYTHON=$(cd "$python_environment" && pwd)
    export INGOT_PYTHON
}
