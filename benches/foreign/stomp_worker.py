"""stomp.py: a receipt for every frame, with as many awaited as the window says; every message acknowledged by itself, which
is a write of its own, as everything is that it sends."""

import json
import threading

from stomp import Connection12, ConnectionListener
from stomp.listener import WaitingListener

from worker import Countdown, body, host_and_port, queue, serve, what_and_where

# What Tidings asks for with as many deliveries ahead.
BYTES_AHEAD = 700

work, place = what_and_where()
window = place["window"]
connection = Connection12([host_and_port(place)])
connection.connect("admin", "admin", wait=True)
countdown = Countdown()


class Sends(ConnectionListener):
    room = threading.Semaphore(window)
    number = 0

    def on_receipt(self, frame):
        self.room.release()
        countdown.count()

    def run(self, events):
        countdown.expect(events)
        headers = {"destination-type": "MULTICAST"}
        if place["durable"]:
            headers["persistent"] = "true"
        for _ in range(events):
            self.room.acquire()
            self.number += 1
            text = body(self.number, place)
            connection.send(place["address"], text, "application/json", {**headers, "receipt": str(self.number)})
        countdown.wait()


class Receives(ConnectionListener):
    # Shut between the runs.
    gate = threading.Event()
    left = 0

    def on_message(self, frame):
        self.gate.wait()
        json.loads(frame.body)["n"]
        connection.ack(frame.headers["ack"])
        self.left -= 1
        if self.left == 0:
            self.gate.clear()
        countdown.count()

    def run(self, events):
        self.left = events
        countdown.expect(events)
        self.gate.set()
        countdown.wait()


def subscribe():
    subscribed = WaitingListener("subscribed")
    connection.set_listener("subscribed", subscribed)
    headers = {
        "receipt": "subscribed",
        "subscription-type": "MULTICAST",
        "consumer-window-size": str(window * BYTES_AHEAD),
    }
    connection.subscribe(f"{place['address']}::{queue(place)}", "1", "client-individual", headers)
    subscribed.wait_on_receipt()
    connection.remove_listener("subscribed")


client = {"send": Sends, "receive": Receives}[work]()
connection.set_listener("client", client)
if work == "receive":
    subscribe()
serve(client.run)
