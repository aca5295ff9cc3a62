# Steps: each is timed, keeps its output, and ends the run where it fails.
# shellcheck shell=bash

logs=$(mktemp -d)
notes=()
SECONDS=0
exec 3>&2
# A broker that a step started, to be ended whatever happens.
broker=
trap '[ -z "$broker" ] || kill "$broker" 2>/dev/null; rm -rf "$logs"' EXIT

# step NAME COMMAND..: runs the command; shows its output only if it fails.
# The command runs in this shell, so that it may leave notes; what it says goes to a file.
step() {
    local name=$1 began=$SECONDS
    shift
    printf '%-32s ' "$name"
    # `set -e` does not reach into a function that stands in a condition: hence the trap.
    trap 'failed "$name"' ERR
    set -E
    "$@" >"$logs/step" 2>&1
    set +E
    trap - ERR
    printf '%4d s\n' $((SECONDS - began))
}

# It is called where the command stood, in a subshell or with its output redirected: only the outermost one speaks.
failed() {
    trap - ERR
    [ "$BASHPID" = $$ ] || exit 1
    {
        echo "FAILED"
        cat "$logs/step"
        echo ".ci/run: the step \"$1\" failed; its output is above"
    } >&3
    exit 1
}

# Something to say at the end.
note() { notes+=("$*"); }

finish() {
    printf '%-32s %4d s\n' "everything" "$SECONDS"
    [ ${#notes[@]} -eq 0 ] || printf '%s\n' "${notes[@]}"
}
