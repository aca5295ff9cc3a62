"""The connection of a bare AMQP client."""

from proton.utils import BlockingConnection

# Longer than anything that is right may take, in seconds.
PATIENCE = 60


def connect(given):
    url = f"amqp://{given['host']}:{given['port']}"
    return BlockingConnection(
        url, timeout=PATIENCE, user=given["user"], password=given["password"], allowed_mechs="PLAIN"
    )
