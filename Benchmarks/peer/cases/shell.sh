# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # run and lib/measure.sh share variables with this
# shell: fifty one-line shell provisioners, one after the other, no machine.

measure_shell() {
    local side=$1 program=$2
    run_measured "$scratch/shell.log" "$program" build -color=false \
        -var "port=$sshd_port" -var "key=$sshd_key" -var "user=$(id -un)" "$scratch/shell.pkr.hcl"
    # A build that skipped its work must not count.
    local lines
    lines=$(grep -c 'line [0-9]* of 50' "$scratch/shell.log" || true)
    [ "$lines" = 50 ] || die "$side ran $lines of 50 provisioners"
    record shell-50-wall "$side" "$(seconds "$wall")" s
    record shell-50-cpu "$side" "$cpu" s
}

prepare_shell() {
    local number
    cat "$here/templates/connection.pkr.hcl" >"$scratch/shell.pkr.hcl"
    {
        printf 'build {\n  sources = ["source.null.loopback"]\n'
        for number in {1..50}; do
            printf '  provisioner "shell" {\n    inline = ["echo line %s of 50"]\n  }\n' "$number"
        done
        printf '}\n'
    } >>"$scratch/shell.pkr.hcl"
}
