# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # shared with run
# A private sshd on loopback: own keys, own settings, no password, no PAM.
# Needs: messages.sh, guest.sh (free_port). Sets sshd_port, sshd_key, sshd_pid.

sshd_pid=
sshd_port=
sshd_key=

# Starts it with its files in folder $1; the caller's trap must call stop_sshd.
start_sshd() {
    local folder=$1 tries
    sshd_key=$folder/client
    ssh-keygen -q -t ed25519 -N '' -f "$folder/host" </dev/null
    # The peer's SSH library is too old for newer private key types.
    ssh-keygen -q -t rsa -b 2048 -m PEM -N '' -f "$sshd_key" </dev/null
    cp "$sshd_key.pub" "$folder/authorized_keys"
    # Debian's sshd refuses to start as root without its privilege separation folder.
    [ "$(id -u)" != 0 ] || mkdir -p /run/sshd
    for tries in 1 2 3 4 5; do
        sshd_port=$(free_port)
        cat >"$folder/sshd_config" <<CONF
ListenAddress 127.0.0.1:$sshd_port
HostKey $folder/host
AuthorizedKeysFile $folder/authorized_keys
PidFile none
UsePAM no
StrictModes no
PasswordAuthentication no
PermitRootLogin prohibit-password
PubkeyAcceptedAlgorithms +ssh-rsa
MaxStartups 500:30:1000
MaxSessions 500
Subsystem sftp internal-sftp
CONF
        "$(command -v sshd || echo /usr/sbin/sshd)" -D -e -f "$folder/sshd_config" </dev/null 2>"$folder/sshd.log" &
        sshd_pid=$!
        if await_sshd; then return 0; fi
        stop_sshd
    done
    cat "$folder/sshd.log" >&2
    die "the private sshd did not start (attempt $tries)"
}

# Prints the first line that the server on port $1 sends.
greeting_of() {
    local line
    exec 3<>"/dev/tcp/127.0.0.1/$1" && IFS= read -r -t 5 line <&3 && printf '%s\n' "$line"
}

# Waits until the server greets.
await_sshd() {
    local try greeting
    for try in {1..50}; do
        kill -0 "$sshd_pid" 2>/dev/null || return 1
        greeting=$(greeting_of "$sshd_port" 2>/dev/null || true)
        if [[ $greeting == SSH-* ]]; then
            return 0
        fi
        sleep 0.1
    done
    say "no greeting after $try tries"
    return 1
}

stop_sshd() {
    [ -n "$sshd_pid" ] || return 0
    kill "$sshd_pid" 2>/dev/null || true
    wait "$sshd_pid" 2>/dev/null || true
    sshd_pid=
}
