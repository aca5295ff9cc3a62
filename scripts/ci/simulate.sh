#!/usr/bin/env bash
# Plays seeds of the simulation over each protocol; fails where one loses an event, or where a strike never fell at a point.
#   scripts/ci/simulate.sh [SEEDS] [FROM]     5,000 from 0 by default
set -euo pipefail

cd "${0%/*}/../.."
for protocol in amqp stomp; do
    cargo run --release -q -p tidings-faults -- \
        simulate --protocol "$protocol" --seeds "${1:-5000}" --from "${2:-0}"
done
