# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # run and lib/measure.sh share variables with this
# upload: one file of 500 MB through the file provisioner.

measure_upload() {
    local side=$1 program=$2
    rm -f "$scratch/uploaded"
    run_measured "$scratch/upload.log" "$program" build -color=false \
        -var "port=$sshd_port" -var "key=$sshd_key" -var "user=$(id -un)" \
        -var "from=$scratch/payload" -var "to=$scratch/uploaded" "$scratch/upload.pkr.hcl"
    cmp "$scratch/payload" "$scratch/uploaded" || die "$side: the file did not arrive as it was sent"
    record upload-500MB-wall "$side" "$(seconds "$wall")" s
    record upload-500MB-cpu "$side" "$cpu" s
}

prepare_upload() {
    cat "$here/templates/connection.pkr.hcl" "$here/templates/upload.pkr.hcl" >"$scratch/upload.pkr.hcl"
    head -c 500000000 /dev/urandom >"$scratch/payload"
}
