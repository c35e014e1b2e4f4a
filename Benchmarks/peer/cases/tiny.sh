# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # run and lib/measure.sh share variables with this
# tiny: a whole build of the tiny image, and the time of it that is not the
# guest's own work. README.md beside describes the method.

prepare_tiny() {
    "$project/scripts/make-tiny-installer" "$scratch/tiny.iso"
}

# Copies the serial log $1 line by line to $2, each line with the time of its arrival.
stamp_lines() {
    local line
    # -F waits for the file to appear; --pid ends tail with the build.
    tail -q -n +1 -s 0.05 -F --pid="$3" "$1" 2>/dev/null | while IFS= read -r line; do
        printf '%s %s\n' "${EPOCHREALTIME/[.,]/}" "$line"
    done >"$2"
}

# Prints the arrival time of the first line of $1 that holds $2.
arrival() { grep -m 1 -F "$2" "$1" | cut -d' ' -f1; }

# Prints the guest's uptime, in microseconds, in the first line of $1 that holds $2.
uptime_of() { grep -m 1 -F "$2" "$1" | sed 's/^[0-9]* *\[\([0-9.]*\)\].*/\1/' | awk '{ printf "%d\n", $1 * 1000000 }'; }

measure_tiny() {
    local side=$1 program=$2 folder begin end builder stamper
    folder=$(mktemp -d "$scratch/tiny.XXXXXX")
    begin=$(now)
    # Not through run_measured: the build must run beside the reader of its log.
    (cd "$folder" && exec "$program" build -color=false -var "iso_url=$scratch/tiny.iso" -var "folder=$folder" \
        -var "answers=$project/http/tiny" "$here/templates/tiny.pkr.hcl") </dev/null >"$folder/log" 2>&1 &
    builder=$!
    running=$builder
    stamp_lines "$folder/serial.log" "$folder/stamped" "$builder" &
    stamper=$!
    if ! wait "$builder"; then
        tail -n 20 "$folder/log" >&2
        die "$side: the build failed"
    fi
    end=$(now)
    running=
    wait "$stamper" || true

    local stamped=$folder/stamped machine kernel ready first last
    # The serial log is born when QEMU starts.
    machine=$(stat -c %.6W "$folder/serial.log" | tr -d .)
    kernel=$(($(arrival "$stamped" 'tiny-installer: network') - $(uptime_of "$stamped" 'tiny-installer: network')))
    ready=$(arrival "$stamped" ': ready')
    first=$(arrival "$stamped" 'bench: first command')
    last=$(arrival "$stamped" 'bench: last command')
    record tiny-whole "$side" "$(seconds $((end - begin)))" s
    record tiny-guest-work "$side" "$(seconds $((ready - kernel)))" s
    record tiny-outside-guest "$side" "$(seconds $((end - begin - (ready - kernel))))" s
    record tiny-1-start-to-machine "$side" "$(seconds $((machine - begin)))" s
    record tiny-2-machine-to-kernel "$side" "$(seconds $((kernel - machine)))" s
    record tiny-3-ready-to-command "$side" "$(seconds $((first - ready)))" s
    record tiny-4-provisioning "$side" "$(seconds $((last - first)))" s
    record tiny-5-last-to-artifact "$side" "$(seconds $((end - last)))" s
    rm -rf "$folder"
}
