#!/usr/bin/env bash
# Runs the suites of the test harness many times, several at a time: none of them may ever fail.
#   scripts/ci/flakes.sh [RUNS] [AT_A_TIME]
set -euo pipefail

cd "${0%/*}/../.."
runs="${1:-1000}"
jobs="${2:-16}"
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT

# A package's programs are built beside its tests.
suite() { cargo test -q --no-run --message-format=json "$@" | sed -n '/"kind":\["test"\]/s/.*"executable":"\([^"]*\)".*/\1/p'; }
mapfile -t suites < <(suite -p tidings-testing --test it && suite -p tidings-facade-tests --test harness)
[ "${#suites[@]}" -eq 2 ] || { echo "expected 2 suites, found ${#suites[@]}" >&2; exit 1; }

one() {
    local log="$logs/$1" suite
    shift
    for suite in "$@"; do "$suite" -q >>"$log" 2>&1 || { mv "$log" "$log.failed"; return 0; }; done
    rm -f "$log"
}
export -f one
export logs

seq "$runs" | xargs -P "$jobs" -I{} bash -c 'one "$@"' _ {} "${suites[@]}"
shopt -s nullglob
failed=("$logs"/*.failed)
echo "the harness' suites: $runs runs, $jobs at a time, ${#failed[@]} failed"
[ "${#failed[@]}" -eq 0 ] || { cat "${failed[0]}"; exit 1; }
