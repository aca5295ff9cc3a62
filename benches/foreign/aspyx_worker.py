"""aspyx-event: one publisher or one listener, as its documentation shows them. It gives ten deliveries of credit, which it
offers no setting for, sends nothing durable, and says of no event whether the broker has it: `send` is over when all are
handed to its thread, so only what a listener received can be compared."""

import threading
from dataclasses import dataclass

from aspyx.di import Environment, create, module
from aspyx_event import AMQPProvider, EventListener, EventManager, EventModule, event, event_listener
from proton.reactor import ApplicationEvent, EventInjector

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


class Attached:
    def on_link_remote_open(self, event):
        attached.set()


class Provider(AMQPProvider):
    """What it has done at once is handed to its thread: scheduled from another one, as the original does, it now and then
    crashes the interpreter, and waits up to three seconds while the thread is idle."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        injector = EventInjector()
        self.container.selectable(injector)
        self.container.schedule = lambda delay, task: injector.trigger(ApplicationEvent("told", subject=task))

    def on_told(self, event):
        event.subject.on_timer_task(event)

    def create_receiver(self, address, listener):
        receiver = super().create_receiver(address, listener)
        receiver.handler.add(Attached())
        return receiver


@module(imports=[EventModule])
class Program:
    def __init__(self):
        pass

    @create()
    def create_event_manager(self) -> EventManager:
        host, port = host_and_port(place)
        return EventManager(Provider("bench", host=host, port=port, user="admin", password="admin"))


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
