#!/bin/sh
# Prints the path of a Python that has the foreign clients of the tests: aspyx-event, python-qpid-proton, stomp.py.
# The first call makes it: a virtual environment in the cache, of tests/foreign/requirements.txt. Later calls find it.
# Python, its headers and a C compiler are installed where they are missing, on Debian and Ubuntu as root or with a sudo
# that asks no password: one of the clients comes as source only.
set -eu

cd "${0%/*}/../.."
requirements=tests/foreign/requirements.txt
cache="${XDG_CACHE_HOME:-${HOME:?neither XDG_CACHE_HOME nor HOME says where the cache is}/.cache}/tidings"
# Other requirements make another environment.
home="$cache/python-$(cksum <"$requirements" | cut -d ' ' -f 1)"

is_ready() { [ -x "$home/bin/python" ] && "$home/bin/python" -c 'import aspyx_event, proton, stomp' 2>/dev/null; }

can_make_one() {
    command -v cc >/dev/null && "$1" - 2>/dev/null <<'EOP'
import ensurepip, os, sysconfig, venv
assert os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h"))
EOP
}

# The Python of whoever calls, or Debian's.
base() {
    for python in python3 /usr/bin/python3; do
        if can_make_one "$python"; then
            echo "$python"
            return
        fi
    done
    return 1
}

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }

install() {
    command -v apt-get >/dev/null && as_root true 2>/dev/null || return 1
    echo "scripts/ci/python.sh: installing python3-venv, python3-dev, gcc" >&2
    export DEBIAN_FRONTEND=noninteractive
    as_root apt-get -q -o DPkg::Lock::Timeout=120 update &&
        as_root apt-get -q -y -o DPkg::Lock::Timeout=120 install --no-install-recommends \
            python3-venv python3-dev gcc libc6-dev ca-certificates
}

missing() {
    cat >&2 <<'EOM'
scripts/ci/python.sh: the tests of foreign clients need Python 3.9 or newer with its headers, venv, and a C compiler,
which could not be installed from here:
  Debian, Ubuntu  sudo apt-get install python3-venv python3-dev gcc
  Fedora          sudo dnf install python3-devel gcc
  Arch            sudo pacman -S python gcc
  macOS           xcode-select --install, and brew install python
EOM
    exit 1
}

if ! is_ready; then
    base >/dev/null || install >&2 || missing
    python=$(base) || missing
    mkdir -p "$cache"
    # Under a name of its own until it is whole: another call may be at work, or this one be ended.
    work=$(mktemp -d "$home.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    trap 'exit 1' HUP INT TERM
    "$python" -m venv "$work" >&2
    "$work/bin/python" -m pip install --quiet --no-input --disable-pip-version-check -r "$requirements" >&2
    if ! is_ready; then
        rm -rf "$home"
        mv "$work" "$home"
        is_ready || missing
    fi
fi
echo "$home/bin/python"
