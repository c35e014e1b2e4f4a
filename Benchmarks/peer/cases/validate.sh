# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # run and lib/measure.sh share variables with this
# validate: reading and checking a template that needs nothing from outside.

measure_validate() {
    local side=$1 program=$2 iso=$scratch/any.iso
    # Only its presence is checked.
    [ -e "$iso" ] || : >"$iso"
    run_measured "$scratch/validate.log" "$program" validate \
        -var "iso_url=$iso" -var "output_directory=$scratch/validate-output" "$project/boot-configs/tiny/tiny.pkr.hcl"
    record validate-wall "$side" "$(seconds "$wall")" s
    record validate-peak-memory "$side" "$(awk -v k="$peak" 'BEGIN { printf "%.1f", k / 1024 }')" MiB
}
