"""A bare STOMP client that sends, and waits for the receipt of each frame."""

from stomp import Connection12, ConnectionListener
from stomp.listener import WaitingListener

from line import orders, settings, tell

given = settings()


def connect(length):
    connection = Connection12([(given["host"], given["port"])], auto_content_length=length)
    connection.connect(given["user"], given["password"], wait=True)
    return connection


class Refused(ConnectionListener):
    def on_error(self, frame):
        tell("error", text=frame.headers.get("message", ""))


# With `content-length`, which makes bytes of a body, and without it.
connections = {length: connect(length) for length in (True, False)}
for connection in connections.values():
    connection.set_listener("refused", Refused())
tell("ready")
for number, order in enumerate(orders()):
    connection = connections[order.get("length", True)]
    receipt = f"sent-{number}"
    confirmed = WaitingListener(receipt)
    connection.set_listener("confirmed", confirmed)
    connection.send(
        order["destination"],
        bytes.fromhex(order["hex"]) if "hex" in order else order["body"],
        order.get("content_type"),
        {**order.get("headers", {}), "receipt": receipt, "persistent": "true"},
    )
    confirmed.wait_on_receipt()
    tell("sent")
