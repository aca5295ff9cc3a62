#!/usr/bin/env bash
# Tortures a real Artemis, publishers and listeners with real signals, over each protocol; fails where a promise breaks.
#   scripts/ci/torture.sh [MINUTES]     for each protocol, 2 by default
set -euo pipefail

cd "${0%/*}/../.."
minutes="${1:-2}"
cargo build -q --release --locked -p tidings-faults
for protocol in amqp stomp; do
    cargo run -q --release --locked -p tidings-faults -- torture --minutes "$minutes" --protocol "$protocol"
done
