# shellcheck shell=bash
# Boots a finished image and logs in by SSH. Needs: messages.sh.
# Sets guest_pid, guest_port; the caller's trap must call stop_guest.

guest_pid=
guest_port=

# Prints a TCP port of loopback on which nobody listens.
free_port() {
    local port
    while :; do
        port=$((20000 + RANDOM % 20000))
        # A refused connection means that the port is free.
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
    done
    printf '%s\n' "$port"
}

# Boots image $1 (absolute path) on machine type $2 with accelerator $3. All
# writes go to an overlay in folder $4: the image stays as it is.
start_guest() {
    local image=$1 machine=$2 accelerator=$3 scratch=$4 tries
    qemu-img create -q -f qcow2 -F qcow2 -b "$image" "$scratch/overlay.qcow2"
    # Between choosing a port and QEMU's bind somebody else may take it: then choose again.
    for tries in 1 2 3 4 5; do
        guest_port=$(free_port)
        qemu-system-x86_64 -machine "$machine,accel=$accelerator" -cpu max -smp 2 -m 1024 \
            -drive "file=$scratch/overlay.qcow2,format=qcow2,if=virtio,cache=unsafe" \
            -netdev "user,id=net,hostfwd=tcp:127.0.0.1:$guest_port-:22" -device virtio-net,netdev=net \
            -display none -serial "file:$scratch/serial.log" \
            </dev/null >"$scratch/qemu.log" 2>&1 &
        guest_pid=$!
        sleep 1
        ! kill -0 "$guest_pid" 2>/dev/null || return 0
        wait "$guest_pid" || true
        guest_pid=
        grep -q 'host forwarding' "$scratch/qemu.log" || break
    done
    cat "$scratch/qemu.log" >&2
    die "QEMU did not start (attempt $tries)"
}

# Ends the machine and waits until it is gone.
stop_guest() {
    [ -n "$guest_pid" ] || return 0
    kill "$guest_pid" 2>/dev/null || true
    wait "$guest_pid" 2>/dev/null || true
    guest_pid=
}

# Runs command $4... in the guest as user $1 with password $2; folder $3 is for
# scratch files. ssh asks a program for the password, so it is in no argument.
in_guest() {
    local user=$1 password=$2 scratch=$3
    shift 3
    if [ ! -x "$scratch/askpass" ]; then
        # shellcheck disable=SC2016 # expands when ssh calls it
        printf '#!/bin/sh\nprintf "%%s\\n" "$GUEST_PASSWORD"\n' >"$scratch/askpass"
        chmod 700 "$scratch/askpass"
    fi
    GUEST_PASSWORD=$password SSH_ASKPASS=$scratch/askpass SSH_ASKPASS_REQUIRE=force \
        ssh -F /dev/null -p "$guest_port" -o ConnectTimeout=10 -o NumberOfPasswordPrompts=1 \
        -o PreferredAuthentications=password,keyboard-interactive -o PubkeyAuthentication=no \
        -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR \
        "$user@127.0.0.1" "$@" </dev/null
}

# Waits until the guest lets user $1 in; $4 is the longest wait in seconds.
await_login() {
    local user=$1 password=$2 scratch=$3 limit=$4 begin=$SECONDS
    until in_guest "$user" "$password" "$scratch" true 2>"$scratch/ssh.log"; do
        kill -0 "$guest_pid" 2>/dev/null || die "the machine ended: $(cat "$scratch/qemu.log")"
        [ $((SECONDS - begin)) -lt "$limit" ] ||
            die "no login within $limit s; last answer: $(cat "$scratch/ssh.log")"
        sleep 1
    done
}
