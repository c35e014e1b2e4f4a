# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # run and lib/measure.sh share variables with this
# serve: 1 GB fetched by curl from the build's HTTP server, beside nginx; and the
# memory of the program, all its processes together, while its machine runs.

prepare_serve() {
    mkdir "$scratch/served"
    head -c 1000000000 /dev/urandom >"$scratch/served/payload"
    head -c 1048576 /dev/zero >"$scratch/empty.img"
    measure_nginx
}

# fetch WHAT SIDE URL: fetches once to warm up, then three times.
fetch() {
    local fetched
    curl -sS -f -o /dev/null "$3"
    for fetched in 1 2 3; do
        record "$1" "$2" "$(curl -sS -f -o /dev/null -w '%{speed_download}' "$3" |
            awk '{ printf "%.0f\n", $1 / 1000000 }')" MB/s
        say "    fetch $fetched of 3"
    done
}

measure_nginx() {
    local port server
    port=$(free_port)
    cat >"$scratch/nginx.conf" <<CONF
daemon off;
pid $scratch/nginx.pid;
error_log stderr;
user $(id -un) $(id -gn);
events {}
http {
    access_log off;
    sendfile on;
    client_body_temp_path $scratch/nginx-body;
    proxy_temp_path $scratch/nginx-proxy;
    fastcgi_temp_path $scratch/nginx-fastcgi;
    uwsgi_temp_path $scratch/nginx-uwsgi;
    scgi_temp_path $scratch/nginx-scgi;
    server { listen 127.0.0.1:$port; root $scratch/served; }
}
CONF
    /usr/sbin/nginx -c "$scratch/nginx.conf" </dev/null 2>"$scratch/nginx.log" &
    server=$!
    running=$server
    curl -sS -o /dev/null --retry 50 --retry-delay 0 --retry-connrefused "http://127.0.0.1:$port/" || true
    fetch serve-1GB nginx "http://127.0.0.1:$port/payload"
    kill "$server"
    wait "$server" || true
    running=
}

# Prints the memory of process $1 and its descendants without QEMU, in KiB.
# Proportional: what processes share is counted once (proc(5), smaps_rollup).
memory_of() {
    local pid total=0 name share
    for pid in $(family_of "$1"); do
        name=$(cat "/proc/$pid/comm" 2>/dev/null || true)
        case $name in qemu-*) continue ;; esac
        share=$(awk '/^Pss:/ { print $2 }' "/proc/$pid/smaps_rollup" 2>/dev/null || true)
        total=$((total + ${share:-0}))
    done
    printf '%s\n' "$total"
}

# Prints the ids of process $1 and of its descendants.
family_of() {
    local child
    printf '%s\n' "$1"
    pgrep -P "$1" | while read -r child; do family_of "$child"; done
}

measure_serve() {
    local side=$1 program=$2 folder builder port
    folder=$(mktemp -d "$scratch/serve.XXXXXX")
    (cd "$folder" && PACKER_CACHE_DIR=$folder/cache exec "$program" build -color=false \
        -var "disk=$scratch/empty.img" -var "folder=$scratch/served" -var "output=$folder/output" \
        "$here/templates/serve.pkr.hcl") </dev/null >"$folder/said" 2>&1 &
    builder=$!
    running=$builder
    until grep -q 'Typing the boot command\|Waiting for shutdown' "$folder/said"; do
        kill -0 "$builder" 2>/dev/null || { cat "$folder/said" >&2; die "$side: the build ended"; }
        sleep 0.1
    done
    port=$(sed -n 's/.*Starting HTTP server on port \([0-9]*\).*/\1/p' "$folder/said" | head -n 1)
    fetch serve-1GB "$side" "http://127.0.0.1:$port/payload"
    record serve-memory "$side" "$(memory_of "$builder")" KiB
    # A shell starts what runs in the background with SIGINT ignored.
    kill -TERM "$builder"
    wait "$builder" || true
    running=
}
