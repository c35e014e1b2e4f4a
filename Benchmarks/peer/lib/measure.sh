# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # shared with run
# Times, medians and the table of results. Needs: messages.sh.
# $results is the file that the measurements go to, one a line: WHAT SIDE VALUE UNIT.

# Prints the microseconds since 1970.
now() { printf '%s\n' "${EPOCHREALTIME/[.,]/}"; }

# Prints $1 microseconds as seconds with three decimals.
seconds() { awk -v t="$1" 'BEGIN { printf "%.3f\n", t / 1000000 }'; }

# record WHAT SIDE VALUE UNIT; WHAT holds no blanks.
record() {
    printf '%s %s %s %s\n' "$@" >>"${results:?}"
    printf '  %-28s %-6s %10s %s\n' "$@" >&2
}

# run_measured LOG COMMAND...: runs the command and sets wall (microseconds),
# cpu (seconds, children included) and peak (KiB, the largest single process).
run_measured() {
    local log=$1 begin end
    shift
    begin=$(now)
    if ! /usr/bin/time -q -f '%U %S %M' -o "$log.usage" "$@" </dev/null >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        die "failed: $*"
    fi
    end=$(now)
    # The cases read these.
    # shellcheck disable=SC2034
    wall=$((end - begin)) cpu=$(awk '{ print $1 + $2 }' "$log.usage") peak=$(awk '{ print $3 }' "$log.usage")
}

# Prints one line for each quantity: the medians of both sides and their ratio.
print_medians() {
    sort -k1,1 -k2,2 -k3,3n "$results" | awk '
        function finish() {
            if (key == "") return
            median[key] = n % 2 ? value[(n + 1) / 2] : (value[n / 2] + value[n / 2 + 1]) / 2
            count[key] = n
        }
        { if ($1 " " $2 != key) { finish(); key = $1 " " $2; n = 0 }
          value[++n] = $3; unit[$1] = $4 }
        END {
            finish()
            printf "%-30s %12s %12s  %-4s %10s %5s\n", "what", "ingot", "peer", "unit", "peer/ingot", "runs"
            for (what in unit) {
                a = what " ingot"; b = what " peer"
                if (!(a in median) || !(b in median)) {
                    for (k in median) if (index(k, what " ") == 1)
                        printf "%-30s %12.3f %12s  %-4s %10s %5d  (%s)\n", what, median[k], "-", unit[what], "-", count[k], k
                    continue
                }
                printf "%-30s %12.3f %12.3f  %-4s %10s %5d\n", what, median[a], median[b], unit[what],
                    (median[a] > 0 ? sprintf("%.2f", median[b] / median[a]) : "-"), count[a]
                # Programs beside both, in the peer column and against Ingot.
                for (k in median) if (index(k, what " ") == 1 && k != a && k != b)
                    printf "%-30s %12s %12.3f  %-4s %10s %5d\n", k, "", median[k], unit[what],
                        (median[a] > 0 ? sprintf("%.2f", median[k] / median[a]) : "-"), count[k]
            }
        }' | { read -r header; printf '%s\n' "$header"; sort; }
}
