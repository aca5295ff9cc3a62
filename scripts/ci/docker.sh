#!/usr/bin/env bash
# Runs the conformance of AMQP and STOMP on Apache Artemis in containers, which testcontainers starts.
# It takes the Docker daemon that is there. Where there is none it starts a private one, as root on Debian and Ubuntu;
# where the image cannot be pulled it makes a stand-in. Whatever it started is ended and removed, also if it fails.
set -euo pipefail

cd "${0%/*}/../.."
source scripts/ci/machine.sh
source scripts/ci/docker_daemon.sh
source scripts/ci/docker_image.sh

# Outside of the folder for temporary files, which may lie in memory.
cache="${XDG_CACHE_HOME:-$HOME/.cache}/tidings-ci"
mkdir -p "$cache"
folder=$(mktemp -d "$cache/docker-XXXXXX")
clean_up() {
    image_down "$folder" || true
    daemon_down "$folder"
}
trap clean_up EXIT
trap 'exit 1' HUP INT TERM

# The crate that starts the containers, a workspace of its own; it has the target directory of the others if that is set.
its_own() { (cd tests/broker-docker && cargo "$@"); }

# The names that the crate gives to its containers; they are removed when the tests have ended, not before.
nothing_left() {
    local left tries=0
    while left=$(docker ps --all --quiet --filter name=tidings-broker-) && [ -n "$left" ]; do
        [ $((tries += 1)) -le 100 ] || { echo "containers were left: $left" >&2; return 1; }
        sleep 0.2
    done
}

daemon_up "$folder"
image_up "$folder"
its_own fmt --check
its_own clippy --quiet --locked --all-targets -- --deny warnings
its_own test --quiet --locked
TIDINGS_TEST_BROKER=docker cargo test --workspace --all-features --test amqp --test stomp
nothing_left
echo "conformance in containers ran on $(which_image)"
