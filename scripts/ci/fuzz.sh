#!/usr/bin/env bash
# Fuzzes the STOMP codec, guided by coverage, from the committed corpus on; fails where it finds a crash.
#   scripts/ci/fuzz.sh [SECONDS]     30 by default
# It needs no more than the pinned toolchain and a C++ compiler, in which libFuzzer is written.
set -euo pipefail

cd "${0%/*}/../.."
source scripts/ci/machine.sh
seconds="${1:-30}"
cache="${XDG_CACHE_HOME:-$HOME/.cache}/tidings-ci"
found="$cache/fuzz/found"
mkdir -p "$found"

command -v c++ >/dev/null || apt_install g++

# What `cargo fuzz` sets too, without a sanitizer: the codec has no unsafe code, and sanitizers need a nightly compiler.
# With a target given, build scripts and macros stay unmarked.
coverage="--cfg=fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4"
coverage+=" -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table"
coverage+=" -Cllvm-args=-sanitizer-coverage-trace-compares"
host=$(rustc -vV | sed -n 's/^host: //p')
RUSTFLAGS="$coverage" cargo build --release --locked --manifest-path providers/stomp/fuzz/Cargo.toml \
    --target "$host" --target-dir "$cache/fuzz/target"

# What is found stays on this machine, as a start for the next run; the corpus changes only by hand.
if ! "$cache/fuzz/target/$host/release/codec" -max_total_time="$seconds" -timeout=5 -rss_limit_mb=1024 -max_len=1024 \
    -dict=providers/stomp/fuzz/stomp.dict -print_final_stats=1 -verbosity=0 -artifact_prefix="$cache/fuzz/" \
    "$found" providers/stomp/fuzz/corpus >"$cache/fuzz/log" 2>&1; then
    tail -n 60 "$cache/fuzz/log"
    echo "scripts/ci/fuzz.sh: the codec failed on the input above" >&2
    exit 1
fi
executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$cache/fuzz/log")
echo "fuzzing the STOMP codec: $executions executions in $seconds s, $(find providers/stomp/fuzz/corpus -type f | wc -l) inputs in the corpus"
