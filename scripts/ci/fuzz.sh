#!/usr/bin/env bash
# Fuzzes whatever reads what comes from outside, guided by coverage; fails where it finds a crash, a hang or a leak.
#   scripts/ci/fuzz.sh [SECONDS [TARGET..]]     30 for each of: codec message url emit
# It needs no more than the pinned toolchain and a C++ compiler, in which libFuzzer is written.
set -euo pipefail

cd "${0%/*}/../.."
source scripts/ci/machine.sh
seconds="${1:-30}"
targets=("${@:2}")
[ "${#targets[@]}" -gt 0 ] || targets=(codec message url emit)
cache="${XDG_CACHE_HOME:-$HOME/.cache}/tidings-ci/fuzz"

command -v c++ >/dev/null || apt_install g++

# What `cargo fuzz` sets too, without a sanitizer: there is no unsafe code, and sanitizers need a nightly compiler. With a
# target given, build scripts and macros stay unmarked.
coverage="--cfg=fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4"
coverage+=" -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table"
coverage+=" -Cllvm-args=-sanitizer-coverage-trace-compares"
host=$(rustc -vV | sed -n 's/^host: //p')

# fuzz TARGET FOLDER WHAT [OPTION|CORPUS..]: what is found stays on this machine, as a start for the next run. It goes to
# the first folder that libFuzzer is given, so that a corpus, which changes only by hand, stands behind it.
fuzz() {
    local target="$1" folder="$2" what="$3"
    shift 3
    local found="$cache/found-$target" log="$cache/log-$target"
    mkdir -p "$found"
    RUSTFLAGS="$coverage" cargo build -q --release --manifest-path "$folder/Cargo.toml" --bin "$target" \
        --target "$host" --target-dir "$cache/target"
    if ! "$cache/target/$host/release/$target" -max_total_time="$seconds" -timeout=5 -rss_limit_mb=1024 -max_len=1024 \
        -print_final_stats=1 -verbosity=0 -artifact_prefix="$cache/" "$found" "$@" >"$log" 2>&1; then
        tail -n 60 "$log"
        echo "scripts/ci/fuzz.sh: $target failed on the input above" >&2
        exit 1
    fi
    echo "fuzzing $what: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") executions in $seconds s"
}

for target in "${targets[@]}"; do
    case "$target" in
        codec)
            stomp=providers/stomp/fuzz
            fuzz codec "$stomp" "the STOMP codec" -dict="$stomp/stomp.dict" "$stomp/corpus"
            ;;
        message) fuzz message tests/fuzz "messages, envelopes and dead letters" ;;
        url) fuzz url tests/fuzz "URLs, names and headers" -dict=tests/fuzz/url.dict ;;
        emit) fuzz emit tests/fuzz "emitted JSON" -dict=tests/fuzz/emit.dict ;;
        *) echo "scripts/ci/fuzz.sh: no target $target" >&2; exit 2 ;;
    esac
done
