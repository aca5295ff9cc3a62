#!/usr/bin/env bash
# Counts what each part of an event's way costs, and compares it with the committed figures.
#   scripts/ci/costs.sh           fails where a part takes 2 % more or fewer instructions, or another number of allocations
#   scripts/ci/costs.sh renew     writes the figures anew, to be committed with what changed and why
set -euo pipefail

cd "${0%/*}/../.."
source scripts/ci/machine.sh
case "${1:-check}" in
    check | renew) ;;
    *) echo "usage: scripts/ci/costs.sh [check|renew]" >&2; exit 2 ;;
esac

command -v valgrind >/dev/null || apt_install valgrind
# Whoever searches bytes asks the processor first.
if [ "$(uname -m)" != x86_64 ] || ! grep -qw avx2 /proc/cpuinfo; then
    echo "scripts/ci/costs.sh: the figures are those of an x86-64 processor with AVX2, which this machine lacks" >&2
    exit 1
fi

# Flags of this machine's own would make another program.
unset CARGO_ENCODED_RUSTFLAGS CARGO_BUILD_RUSTFLAGS CARGO_BUILD_TARGET
export CARGO_INCREMENTAL=0
RUSTFLAGS="--cfg=fuzzing" cargo build -q --locked --profile costs -p tidings-costs --bin tidings-costs
"${CARGO_TARGET_DIR:-target}/costs/tidings-costs" "${1:-check}" tests/costs/figures.txt
