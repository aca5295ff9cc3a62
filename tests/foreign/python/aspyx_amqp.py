"""aspyx-event over AMQP: listens if a listener is named, and sends what it is told to send."""

from dataclasses import dataclass

from aspyx.di import Environment, create, module
from aspyx_event import (
    AbstractEnvelopePipeline,
    EventListener,
    EventManager,
    EventModule,
    envelope_pipeline,
    event,
    event_listener,
)

from aspyx_prompt import PromptProvider
from line import orders, settings, tell, text

given = settings()
# What the next event is sent with.
headers = {}


@dataclass
@event(name=given["event"], durable=given.get("durable", False))
class Placed:
    order: int
    customer: str


if "listener" in given:

    @event_listener(Placed, name=given["listener"], per_process=given.get("per_process", False))
    class Listener(EventListener[Placed]):
        def __init__(self):
            pass

        def on(self, event):
            tell("handled", order=event.order, customer=event.customer)


@envelope_pipeline()
class Headers(AbstractEnvelopePipeline):
    def __init__(self):
        super().__init__()

    def send(self, envelope, event_descriptor):
        for name, value in headers.items():
            envelope.set(name, value)
        self.proceed_send(envelope, event_descriptor)

    def handle(self, envelope, event_listener_descriptor):
        came = {name: text(value) for name, value in (envelope.headers or {}).items()}
        tell("received", headers=came, body=text(envelope.get_body()))
        self.proceed_handle(envelope, event_listener_descriptor)


@module(imports=[EventModule])
class Program:
    def __init__(self):
        pass

    @create()
    def create_event_manager(self) -> EventManager:
        provider = PromptProvider(
            given.get("server", "python-1"),
            host=given["host"],
            port=given["port"],
            user=given["user"],
            password=given["password"],
            attached=lambda address: tell("listening", address=address),
        )
        return EventManager(provider)


manager = Environment(Program).get(EventManager)
tell("ready")
for order in orders():
    headers = order.get("headers", {})
    manager.send_event(Placed(**order["event"]))
    tell("sent")
