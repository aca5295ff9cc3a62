# Runs every example and compares what it says with what it should say.
# shellcheck shell=bash

# same_as EXPECTED ACTUAL: as sets of lines, since listeners run beside each other.
same_as() { diff <(sort "$1") <(sort "$2"); }

# says NAME COMMAND..: the command ends by itself and says what scripts/ci/expected/NAME.txt has.
says() {
    local name=$1
    shift
    echo "--- $name"
    timeout 120 "$@" | tee "$logs/example"
    same_as "scripts/ci/expected/$name.txt" "$logs/example"
}

# figures LINES COMMAND..: the command ends by itself and prints so many lines of figures.
figures() {
    local lines=$1
    shift
    timeout 300 "$@" | tee "$logs/example"
    [ "$(grep -cE 'sent +[0-9]+/s, received +[0-9]+/s' "$logs/example")" = "$lines" ]
}

local_examples() {
    cargo build -p tidings --examples --all-features
    local name
    for name in hello dependency_injection pipelines retry_and_dead_letter untyped; do
        says "$name" cargo run -q --example "$name"
    done
    says linked_plugin cargo run -q -p linked_plugin
    says own_provider cargo run -q -p own_provider
    (unset TIDINGS_URL && figures 2 cargo run -q --example throughput)
}

# until_says FILE TEXT: waits until the file has the text; a program that ended will never say it.
until_says() {
    local file=$1 text=$2 tries=0
    until grep -q "$text" "$file"; do
        [ $((tries += 1)) -le 600 ] || { echo "nobody said \"$text\":"; cat "$file"; return 1; }
        sleep 0.2
    done
}

# ends PID: asks a program to end, and waits until it did, with success.
ends() {
    kill -TERM "$1"
    wait "$1"
}

broker_examples() {
    local bin=$CARGO_TARGET_DIR/debug
    cargo build -q -p tidings --examples --all-features
    refused "$bin/examples/amqp_listener"
    refused "$bin/examples/amqp_publisher"

    # `cargo run` becomes the program itself: the pid is the broker's fixture, which ends its broker.
    cargo run -q -p tidings-broker -- run >"$logs/broker" 2>&1 &
    broker=$!
    until_says "$logs/broker" 'amqp://'
    cat "$logs/broker"
    local TIDINGS_URL
    TIDINGS_URL=$(grep -oE 'amqp://[^ ]+' "$logs/broker" | head -n 1)
    export TIDINGS_URL

    shared_and_per_process "$bin/examples"
    echo "--- throughput"
    figures 4 "$bin/examples/throughput"
    note "$(cat "$logs/example")"
    ends "$broker"
    broker=
}

# refused PROGRAM: without a broker it fails and says how to start one. Nobody listens on port 1.
refused() {
    echo "--- ${1##*/} without a broker"
    if TIDINGS_URL=amqp://admin:admin@127.0.0.1:1 timeout 60 "$1" >"$logs/example" 2>&1; then return 1; fi
    cat "$logs/example"
    grep -q 'cargo run -p tidings-broker -- run' "$logs/example"
}

# Two listening processes: each order is invoiced by one of them, and cached by both.
shared_and_per_process() {
    local bin=$1 server pids=()
    for server in orders-1 orders-2; do
        TIDINGS_SERVER_NAME=$server "$bin/amqp_listener" >"$logs/$server" 2>&1 &
        pids+=($!)
    done
    for server in orders-1 orders-2; do until_says "$logs/$server" "$server is listening"; done
    says amqp_publisher "$bin/amqp_publisher"
    for server in orders-1 orders-2; do until_says "$logs/$server" "$server caches order 10"; done
    for server in "${pids[@]}"; do ends "$server"; done
    cat "$logs/orders-1" "$logs/orders-2" | tee "$logs/both"
    [ "$(grep -c 'writes the invoice' "$logs/both")" = 10 ]
    [ "$(grep -o 'invoice of order [0-9]*' "$logs/both" | sort -u | wc -l)" = 10 ]
    [ "$(grep -c 'orders-1 caches' "$logs/orders-1")" = 10 ]
    [ "$(grep -c 'orders-2 caches' "$logs/orders-2")" = 10 ]
    [ "$(grep -c 'orders-. ends' "$logs/both")" = 2 ]
}
