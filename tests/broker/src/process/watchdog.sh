# Ends a broker when the process at the other end of standard input is gone, in whatever way. $1: the broker's directory.
# Reads "run <pid>" from each process's launcher, and "gone <pid>" once that process has been waited for.
trap '' HUP INT TERM
pids=
while read -r word pid; do
    case $word in
        run) pids="$pids $pid" ;;
        gone)
            left=
            for other in $pids; do
                [ "$other" = "$pid" ] || left="$left $other"
            done
            pids=$left
            ;;
    esac
done
for pid in $pids; do
    kill -KILL "$pid"
done
# A dying process may still write for a moment.
for attempt in 1 2 3 4 5; do
    rm -rf "$1"
    [ -e "$1" ] || break
    sleep 1
done
