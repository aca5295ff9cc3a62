"""A worker: takes orders on its standard input, and answers each with a sample, as the workers in Rust do."""

import json
import os
import sys
import threading
import time

# Longer than any run may take, in seconds.
PATIENCE = 110

# Libraries print; what they print must not come between the answers.
_out = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)


def what_and_where():
    """The work and its place, as they stand in the arguments."""
    return sys.argv[1], json.loads(sys.argv[2])


def host_and_port(place):
    host, _, port = place["url"].rsplit("@", 1)[-1].rstrip("/").rpartition(":")
    return host, int(port)


def queue(place):
    return f"{place['address']}.count"


def body(number, place):
    """The JSON that every side makes, read from `Body` in Rust."""
    return json.dumps({"n": number, "text": "x" * max(place["body_bytes"] - 22, 0)}, separators=(",", ":"))


class Countdown:
    """Waits for events that are counted by whatever thread, also before they are expected."""

    def __init__(self):
        self._seen = 0
        self._goal = 0
        self._reached = threading.Event()

    def count(self):
        self._seen += 1
        if self._seen == self._goal:
            self._reached.set()

    def expect(self, events):
        self._reached.clear()
        self._goal += events
        if self._seen >= self._goal:
            self._reached.set()

    def wait(self):
        if not self._reached.wait(PATIENCE):
            raise TimeoutError(f"{self._goal - self._seen} events are missing")


def serve(run):
    """Does the work, which says by returning that so many events have passed, as often as it is told to."""
    _say("ready")
    try:
        for line in sys.stdin:
            events = int(line)
            wall, cpu = time.monotonic_ns(), time.process_time_ns()
            run(events)
            wall, cpu = time.monotonic_ns() - wall, time.process_time_ns() - cpu
            _say({"sample": {"events": events, "wall_ns": wall, "cpu_ns": cpu}})
    except Exception as failed:  # Whatever it is, the bench is told.
        _say({"failed": f"{type(failed).__name__}: {failed}"})
    # Threads of a library may wait for ever.
    os._exit(0)


def _say(answer):
    _out.write(json.dumps(answer) + "\n")
    _out.flush()
