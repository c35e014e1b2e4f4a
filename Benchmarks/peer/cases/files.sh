# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # run and lib/measure.sh share variables with this
# files: a folder of 2,000 small files through the file provisioner, beside scp and rsync.

prepare_files() {
    local name
    cat "$here/templates/connection.pkr.hcl" "$here/templates/upload.pkr.hcl" >"$scratch/files.pkr.hcl"
    mkdir "$scratch/files"
    for name in {1..2000}; do head -c "$((name * 4))" /dev/urandom >"$scratch/files/$name"; done
    for name in 1 2 3; do
        measure_copier scp -q -r -P "$sshd_port"
        measure_copier rsync -r -e "ssh -p $sshd_port -i $sshd_key -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR"
    done
}

# measure_copier PROGRAM ARGUMENTS...: copies the folder by it.
measure_copier() {
    local options=(-i "$sshd_key" -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR)
    [ "$1" = scp ] || options=()
    rm -rf "$scratch/copied"
    mkdir "$scratch/copied"
    run_measured "$scratch/copier.log" "$@" "${options[@]}" "$scratch/files" "$(id -un)@127.0.0.1:$scratch/copied/"
    diff -rq "$scratch/files" "$scratch/copied/files" || die "$1: the files did not arrive as they were sent"
    record files-2000 "$1" "$(seconds "$wall")" s
}

measure_files() {
    local side=$1 program=$2
    rm -rf "$scratch/copied"
    mkdir "$scratch/copied"
    run_measured "$scratch/files.log" "$program" build -color=false \
        -var "port=$sshd_port" -var "key=$sshd_key" -var "user=$(id -un)" \
        -var "from=$scratch/files" -var "to=$scratch/copied" "$scratch/files.pkr.hcl"
    diff -rq "$scratch/files" "$scratch/copied/files" || die "$side: the files did not arrive as they were sent"
    record files-2000 "$side" "$(seconds "$wall")" s
}
