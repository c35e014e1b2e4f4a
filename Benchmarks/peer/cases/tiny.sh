# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # run and lib/measure.sh share variables with this
# tiny: a whole build of the tiny image, and the time of it that is not the
# guest's own work. README.md beside describes the method.

prepare_tiny() {
    "$project/scripts/make-tiny-installer" "$scratch/tiny.iso"
}

# Copies lines of the standard input to file $1, each with the time of its arrival.
stamp_lines() {
    local line
    while IFS= read -r line; do
        printf '%s %s\n' "${EPOCHREALTIME/[.,]/}" "$line"
    done >"$1"
}

# Prints the serial log $1 while it grows, until process $2 ends.
follow() { tail -q -n +1 -s 0.05 -F --pid="$2" "$1" 2>/dev/null; }

# Prints the arrival time of the first line of $1 that matches $2.
arrival() {
    local line
    line=$(grep -m 1 -e "$2" "$1") || die "no line of $1 matches '$2'"
    printf '%s\n' "${line%% *}"
}

# Prints the arrival time of the line of $1 after the first that matches $2.
arrival_after() {
    local line
    line=$(grep -m 1 -A 1 -e "$2" "$1" | sed -n 2p)
    [ -n "$line" ] || die "no line of $1 follows '$2'"
    printf '%s\n' "${line%% *}"
}

# Prints the guest's uptime, in microseconds, in the first line of $1 that holds $2.
uptime_of() { grep -m 1 -F "$2" "$1" | sed 's/^[0-9]* *\[\([0-9.]*\)\].*/\1/' | awk '{ printf "%d\n", $1 * 1000000 }'; }

# The template's boot_wait in microseconds. Both obey it, so it is in no figure but the whole.
boot_wait=3000000

measure_tiny() {
    local side=$1 program=$2 folder begin end builder stamper
    folder=$(mktemp -d "$scratch/tiny.XXXXXX")
    mkfifo "$folder/output-lines"
    stamp_lines "$folder/said" <"$folder/output-lines" &
    begin=$(now)
    # Not through run_measured: the build must run beside the readers of its lines.
    (cd "$folder" && exec "$program" build -color=false -var "iso_url=$scratch/tiny.iso" -var "folder=$folder" \
        -var "answers=$project/http/tiny" "$here/templates/tiny.pkr.hcl") \
        </dev/null >"$folder/output-lines" 2>"$folder/errors" &
    builder=$!
    running=$builder
    follow "$folder/serial.log" "$builder" | stamp_lines "$folder/stamped" &
    stamper=$!
    if ! wait "$builder"; then
        tail -n 20 "$folder/said" "$folder/errors" >&2
        die "$side: the build failed"
    fi
    end=$(now)
    running=
    wait "$stamper" || true

    local said=$folder/said stamped=$folder/stamped first_key typed kernel ready first last halt off part
    first_key=$(arrival "$said" 'Typing the boot command')
    typed=$(arrival_after "$said" 'Typing the boot command')
    kernel=$(($(arrival "$stamped" 'tiny-installer: network') - $(uptime_of "$stamped" 'tiny-installer: network')))
    ready=$(arrival "$stamped" ': ready')
    first=$(arrival "$stamped" 'bench: first command')
    last=$(arrival "$stamped" 'bench: last command')
    halt=$(arrival "$said" 'Gracefully halting virtual machine')
    off=$(arrival "$stamped" 'reboot: Power down')
    local -A parts=(
        [1-start-to-first-key]=$((first_key - begin - boot_wait))
        [2-typing]=$((typed - first_key))
        [3-ready-to-command]=$((first - ready))
        [4-provisioning]=$((last - first))
        [5-shut-down-to-artifact]=$((end - last - (off - halt)))
    )
    local outside=0
    for part in "${!parts[@]}"; do
        outside=$((outside + parts[$part]))
        record "tiny-$part" "$side" "$(seconds "${parts[$part]}")" s
    done
    record tiny-whole "$side" "$(seconds $((end - begin)))" s
    record tiny-outside-guest "$side" "$(seconds "$outside")" s
    record tiny-guest-install "$side" "$(seconds $((ready - kernel)))" s
    rm -rf "$folder"
}
