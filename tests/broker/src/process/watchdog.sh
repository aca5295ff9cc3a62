# Ends a broker when the process at the other end of standard input is gone, in whatever way. $1: the broker's directory.
# Reads "run <pid>" from the broker's launcher, and "gone" once that process has been waited for.
trap '' HUP INT TERM
pid=
while read -r word value; do
    case $word in
        run) pid=$value ;;
        gone) pid= ;;
    esac
done
[ -z "$pid" ] || kill -KILL "$pid"
# A dying process may still write for a moment.
for attempt in 1 2 3 4 5; do
    rm -rf "$1"
    [ -e "$1" ] || break
    sleep 1
done
