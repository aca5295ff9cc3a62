"""JSON objects, one a line: settings and orders come on standard input, what happened goes to standard output."""

import json
import os
import sys
import threading

# Libraries print; what they print must not come between the lines.
_out = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)
_lock = threading.Lock()


def orders():
    """Every line that comes, until whoever started this program has gone."""
    for line in sys.stdin.buffer:
        yield json.loads(line)


def settings():
    """The first line."""
    return next(orders())


def tell(said, **what):
    """Writes one line, from any thread."""
    with _lock:
        _out.write(json.dumps({"said": said, **what}) + "\n")
        _out.flush()


def text(value):
    """A value as JSON can hold it; bytes as the text that they should be."""
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).decode("utf-8", "replace")
    return value if isinstance(value, (str, int, float, bool, type(None))) else repr(value)
