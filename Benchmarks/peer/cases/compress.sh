# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # run and lib/measure.sh share variables with this
# compress: the last step of a build, on a filled disk. qemu-img does the work on
# both sides, so the commands are compared and the programs are not involved.

# Writes $1 bytes that look random and are the same every time.
noise() {
    head -c "$1" /dev/zero | openssl enc -aes-128-ctr -nosalt -K "$2" -iv 00000000000000000000000000000000
}

# A third of the disk does not compress (archives), a third to half its size
# (programs), a third to almost nothing (text and logs).
prepare_compress() {
    local block number blocks=$((disk_gib * 1024 / 24))
    local raw=$scratch/disk.raw
    : >"$raw"
    for ((number = 0; number < blocks; number++)); do
        block=$(printf '%032x' "$number")
        noise $((8 << 20)) "$block"
        noise $((4 << 20)) "${block/0/f}" | od -An -v -tx1 -w32 | tr -d ' \n'
        noise 4096 "${block/0/e}" | od -An -v -tx1 -w32 >"$scratch/page"
        yes "$(cat "$scratch/page")" | head -c $((8 << 20)) || true
    done >"$raw" 2>/dev/null
    truncate -s "${disk_gib}G" "$raw"
    qemu-img convert -O qcow2 "$raw" "$scratch/disk.qcow2"
    rm -f "$raw"
}

compress_once() {
    local what=$1 side=$2
    shift 2
    run_measured "$scratch/compress.log" qemu-img convert -c "$@" -O qcow2 \
        "$scratch/disk.qcow2" "$scratch/compressed.qcow2"
    compress_wall=$(seconds "$wall")
    compress_size=$(($(stat -c %s "$scratch/compressed.qcow2") >> 20))
    record "compress-$what-wall" "$side" "$compress_wall" s
    record "compress-$what-size" "$side" "$compress_size" MiB
    rm -f "$scratch/compressed.qcow2"
}

measure_compress() {
    local side=$1
    if [ "$side" = peer ]; then
        # The peer has one way; its figure stands against both of ours.
        compress_once zlib peer
        record compress-zstd-wall peer "$compress_wall" s
        record compress-zstd-size peer "$compress_size" MiB
    else
        compress_once zlib ingot -m 16 -W
        compress_once zstd ingot -m 16 -W -o compression_type=zstd
    fi
}
