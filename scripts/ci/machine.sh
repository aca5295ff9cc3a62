# What a fresh Debian machine lacks: a C linker, Rust with its components. `scripts/test` sees to the brokers.
# shellcheck shell=bash

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }

apt_install() {
    export DEBIAN_FRONTEND=noninteractive
    as_root apt-get -q -o DPkg::Lock::Timeout=120 update
    as_root apt-get -q -y -o DPkg::Lock::Timeout=120 install --no-install-recommends "$@"
}

machine() {
    local packages=()
    command -v cc || packages+=(gcc libc6-dev)
    command -v rustup || command -v curl || packages+=(curl ca-certificates)
    [ ${#packages[@]} -eq 0 ] || apt_install "${packages[@]}"
    PATH="$PATH:${CARGO_HOME:-$HOME/.cargo}/bin"
    if ! command -v rustup; then
        curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y --profile minimal --default-toolchain none
    fi
    # The toolchain that rust-toolchain.toml pins, with the components that it names.
    rustup show active-toolchain || rustup toolchain install
    rustup component add rustfmt clippy
    cargo --version
}
