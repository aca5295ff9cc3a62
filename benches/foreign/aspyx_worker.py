"""aspyx-event: one publisher or one listener, as its documentation shows them. It gives ten deliveries of credit, which it
offers no setting for, sends nothing durable, and says of no event whether the broker has it: `send` is over when all are
handed to its thread, so only what a listener received can be compared."""

import threading
from dataclasses import dataclass

from aspyx.di import Environment, create, module
from aspyx_event import EventListener, EventManager, EventModule, event, event_listener
from aspyx_prompt import PromptProvider
from worker import Countdown, PATIENCE, host_and_port, queue, serve, what_and_where

work, place = what_and_where()
countdown = Countdown()
attached = threading.Event()


@dataclass
@event(name=place["address"])
class Passed:
    n: int
    text: str


if work == "receive":

    @event_listener(Passed, name=queue(place))
    class Counts(EventListener[Passed]):
        def __init__(self):
            pass

        def on(self, event):
            countdown.count()


@module(imports=[EventModule])
class Program:
    def __init__(self):
        pass

    @create()
    def create_event_manager(self) -> EventManager:
        host, port = host_and_port(place)
        told = lambda address: attached.set()
        return EventManager(PromptProvider("bench", host=host, port=port, user="admin", password="admin", attached=told))


manager = Environment(Program).get(EventManager)
text = "x" * max(place["body_bytes"] - 22, 0)


def send(events):
    for number in range(events):
        manager.send_event(Passed(number, text))


def receive(events):
    countdown.expect(events)
    countdown.wait()


if work == "receive" and not attached.wait(PATIENCE):
    raise TimeoutError("the listener was not attached")
serve({"send": send, "receive": receive}[work])
