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
    (unset TIDINGS_URL && says any_provider cargo run -q --example any_provider)
    (unset TIDINGS_URL && figures 2 cargo run -q --example throughput)
}

# until_says FILE TEXT [TIMES]: waits until the file has the text; a program that ended will never say it.
until_says() {
    local file=$1 text=$2 times=${3:-1} tries=0
    until [ "$(grep -c "$text" "$file")" -ge "$times" ]; do
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
    local bin=$CARGO_TARGET_DIR/debug protocol
    cargo build -q -p tidings --examples --all-features
    cargo build -q -p tidings-broker
    for protocol in amqp stomp; do
        refused $protocol "$bin/examples/${protocol}_listener"
        refused $protocol "$bin/examples/${protocol}_publisher"
    done

    # `cargo run` becomes the program itself: the pid is the broker's fixture, which ends its broker.
    cargo run -q -p tidings-broker -- run >"$logs/broker" 2>&1 &
    broker=$!
    until_says "$logs/broker" 'ready'
    cat "$logs/broker"

    for protocol in amqp stomp; do
        TIDINGS_URL=$(url $protocol) says any_provider "$bin/examples/any_provider"
        shared_and_per_process "$bin/examples" $protocol $protocol $protocol
    done
    shared_and_per_process "$bin/examples" amqp stomp amqp
    echo "--- throughput"
    TIDINGS_URL=$(url amqp) figures 4 "$bin/examples/throughput"
    note "$(cat "$logs/example")"
    ends "$broker"
    broker=
}

# url PROTOCOL: where the broker speaks it.
url() { grep -oE "$1://[^ ]+" "$logs/broker" | head -n 1; }

# refused PROTOCOL PROGRAM: without a broker it fails and says how to start one. Nobody listens on port 1.
refused() {
    echo "--- ${2##*/} without a broker"
    if TIDINGS_URL=$1://admin:admin@127.0.0.1:1 timeout 60 "$2" >"$logs/example" 2>&1; then return 1; fi
    cat "$logs/example"
    grep -q 'cargo run -p tidings-broker -- run' "$logs/example"
}

# shared_and_per_process BIN PROTOCOL PROTOCOL PROTOCOL: of the publisher and of two listening processes. Each order is
# invoiced by one of these, which share the work, and cached by both.
shared_and_per_process() {
    local bin=$1 publisher=$2 first=$3 second=$4 server rounds=0 pids=()
    echo "--- ${publisher}_publisher, ${first}_listener, ${second}_listener"
    TIDINGS_URL=$(url "$first") TIDINGS_SERVER_NAME=orders-1 "$bin/${first}_listener" >"$logs/orders-1" 2>&1 &
    pids+=($!)
    TIDINGS_URL=$(url "$second") TIDINGS_SERVER_NAME=orders-2 "$bin/${second}_listener" >"$logs/orders-2" 2>&1 &
    pids+=($!)
    for server in orders-1 orders-2; do until_says "$logs/$server" "$server is listening"; done
    # Ten orders may all go to the one that is quicker.
    until [ $rounds -gt 0 ] && grep -q invoice "$logs/orders-1" && grep -q invoice "$logs/orders-2"; do
        [ $((rounds += 1)) -le 20 ]
        TIDINGS_URL=$(url "$publisher") says publisher "$bin/${publisher}_publisher"
        for server in orders-1 orders-2; do until_says "$logs/$server" "$server caches order 10" $rounds; done
    done
    for server in "${pids[@]}"; do ends "$server"; done
    cat "$logs/orders-1" "$logs/orders-2" | tee "$logs/both"
    [ "$(grep -c 'writes the invoice' "$logs/both")" = $((rounds * 10)) ]
    [ "$(grep -o 'invoice of order [0-9]*' "$logs/both" | sort | uniq -c | grep -c "^ *$rounds ")" = 10 ]
    for server in orders-1 orders-2; do [ "$(grep -c "$server caches" "$logs/$server")" = $((rounds * 10)) ]; done
    [ "$(grep -c 'orders-. ends' "$logs/both")" = 2 ]
}
