# A Docker daemon: the one that is there, or a private one that leaves nothing behind.
# shellcheck shell=bash

# daemon_up FOLDER: exports DOCKER_HOST where it had to start one; all that this one keeps lies in the folder.
daemon_up() {
    local folder=$1 tries=0
    if answers; then
        echo "the Docker daemon that is there"
        return
    fi
    if [ -n "${DOCKER_HOST:-}" ]; then
        echo "DOCKER_HOST=$DOCKER_HOST: no Docker daemon answers there; start it, or unset DOCKER_HOST" >&2
        return 1
    fi
    as_root true 2>/dev/null || {
        echo "no Docker daemon answers, and only root may start one: start Docker, or run this as root" >&2
        return 1
    }
    command -v dockerd && command -v docker && command -v ip || apt_install docker.io iproute2
    remove_dead_daemons "$folder"
    ip link show docker0 >/dev/null 2>&1 || touch "$folder/bridge-is-ours"

    # Ports are published on loopback by docker-proxy, which needs no packet filter; with one, the daemon would change the
    # machine's forwarding for everybody, and leave its chains behind.
    as_root setsid dockerd --host "unix://$folder/socket" --group "$(id -gn)" \
        --data-root "$folder/data" --exec-root "$folder/run" --pidfile "$folder/pid" \
        --ip 127.0.0.1 --iptables=false --ip-forward=false --ip-masq=false >"$folder/log" 2>&1 </dev/null &
    export DOCKER_HOST="unix://$folder/socket"
    until answers; do
        if [ $((tries += 1)) -gt 300 ]; then
            echo "the Docker daemon that was started does not answer:" >&2
            tail -n 20 "$folder/log" >&2
            return 1
        fi
        sleep 0.1
    done
    echo "a private Docker daemon: $(docker info --format '{{.ServerVersion}}, {{.Driver}}')"
}

answers() { timeout 20 docker version >/dev/null 2>&1; }

# daemon_down FOLDER: ends the daemon and its containers, if one was started there; removes the folder.
daemon_down() {
    local folder=$1 pid tries=0
    if [ -f "$folder/pid" ]; then
        pid=$(cat "$folder/pid")
        docker ps --all --quiet | xargs -r docker rm --force --volumes >/dev/null || true
        as_root kill -TERM "$pid" || true
        while [ -d "/proc/$pid" ] && ! grep -q '^State:.Z' "/proc/$pid/status" 2>/dev/null; do
            if [ $((tries += 1)) -gt 200 ]; then
                as_root kill -KILL "$pid" || true
                break
            fi
            sleep 0.1
        done
        [ ! -f "$folder/bridge-is-ours" ] || as_root ip link delete docker0 || true
    fi
    remove_daemon "$folder"
}

# A run that was killed could not end its containers' networks: they would share the addresses of ours.
remove_dead_daemons() {
    local folder=$1 dead pid
    for dead in "${folder%/*}"/docker-*; do
        [ "$dead" != "$folder" ] && [ -f "$dead/pid" ] || continue
        pid=$(cat "$dead/pid")
        [ "$(cat "/proc/$pid/comm" 2>/dev/null)" != dockerd ] || continue
        echo "removing what a run that was killed has left: $dead"
        [ ! -f "$dead/bridge-is-ours" ] || touch "$folder/bridge-is-ours"
        remove_daemon "$dead"
    done
}

remove_daemon() {
    local folder=$1
    # The daemon leaves the network namespaces of its containers mounted.
    awk -v folder="$folder/" 'index($2, folder) == 1 {print $2}' /proc/mounts | sort -r |
        while read -r mounted; do as_root umount "$mounted"; done
    rm -rf "$folder" 2>/dev/null || as_root rm -rf "$folder"
}
