"""A bare STOMP client that subscribes to one destination and acknowledges everything."""

from stomp import Connection12, ConnectionListener
from stomp.listener import WaitingListener

from line import orders, settings, tell

given = settings()
connection = Connection12([(given["host"], given["port"])], auto_decode=False)
connection.connect(given["user"], given["password"], wait=True)


class Received(ConnectionListener):
    def on_message(self, frame):
        tell("received", body=frame.body.decode("utf-8", "replace"), headers=dict(frame.headers))
        connection.ack(frame.headers["ack"])

    def on_error(self, frame):
        tell("error", text=frame.headers.get("message", ""))


subscribed = WaitingListener("subscribed")
connection.set_listener("subscribed", subscribed)
connection.set_listener("received", Received())
connection.subscribe(given["destination"], "1", "client-individual", {"receipt": "subscribed"})
subscribed.wait_on_receipt()
tell("ready")
for _ in orders():
    pass
