"""python-qpid-proton: its event loop in a thread of its own, sends that do not wait for each other, credit as far ahead as
the window says, given anew when a quarter of it is used."""

import json
import threading

from proton import Message, symbol
from proton.handlers import MessagingHandler
from proton.reactor import ApplicationEvent, Container, EventInjector, LinkOption

from worker import Countdown, PATIENCE, body, host_and_port, queue, serve, what_and_where

work, place = what_and_where()
window = place["window"]


class Topic(LinkOption):
    def apply(self, link):
        terminus = link.target if link.is_sender else link.source
        terminus.capabilities.put_object(symbol("topic"))


class Client(MessagingHandler):
    """Counts in the thread of the loop, which an order is handed to."""

    def __init__(self):
        super().__init__(prefetch=0, auto_accept=False)
        self.ready = threading.Event()
        self.countdown = Countdown()
        self.orders = EventInjector()

    def on_start(self, event):
        event.container.selectable(self.orders)
        host, port = host_and_port(place)
        connection = event.container.connect(
            f"amqp://{host}:{port}", user="admin", password="admin", allowed_mechs="PLAIN"
        )
        self.link = self.attach(event.container, connection)

    def on_link_opened(self, event):
        self.ready.set()

    def run(self, events):
        self.countdown.expect(events)
        self.orders.trigger(ApplicationEvent("order", subject=events))
        self.countdown.wait()


class Sends(Client):
    left = under_way = number = 0

    def attach(self, container, connection):
        return container.create_sender(connection, place["address"], options=[Topic()])

    def on_order(self, event):
        self.left = event.subject
        self.pump()

    def on_sendable(self, event):
        self.pump()

    def pump(self):
        while self.left and self.link.credit and self.under_way < window:
            self.left -= 1
            self.under_way += 1
            self.number += 1
            self.link.send(Message(body=body(self.number, place), durable=place["durable"]))

    def on_accepted(self, event):
        self.under_way -= 1
        self.countdown.count()
        self.pump()


class Receives(Client):
    left = used = 0

    def attach(self, container, connection):
        return container.create_receiver(connection, f"{place['address']}::{queue(place)}", options=[Topic()])

    def on_order(self, event):
        self.left, self.used = event.subject, 0
        self.give(min(window, self.left))

    def give(self, credit):
        self.left -= credit
        self.link.flow(credit)

    def on_message(self, event):
        json.loads(event.message.body)["n"]
        self.accept(event.delivery)
        self.used += 1
        if self.used >= window // 4 and self.left:
            self.give(min(self.used, self.left))
            self.used = 0
        self.countdown.count()


client = {"send": Sends, "receive": Receives}[work]()
threading.Thread(target=Container(client).run, daemon=True).start()
if not client.ready.wait(PATIENCE):
    raise TimeoutError("the link was not opened")
serve(client.run)
