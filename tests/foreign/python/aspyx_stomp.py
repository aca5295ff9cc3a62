"""aspyx-event over STOMP, which can only send: what it is told to send, with the headers that it will drop."""

from dataclasses import dataclass

from aspyx.di import Environment, create, module
from aspyx_event import EventManager, EventModule, StompProvider, event

from line import orders, settings, tell

given = settings()


@dataclass
@event(name=given["event"])
class Placed:
    order: int
    customer: str


@module(imports=[EventModule])
class Program:
    def __init__(self):
        pass

    @create()
    def create_event_manager(self) -> EventManager:
        provider = StompProvider(
            host=given["host"], port=given["port"], user=given["user"], password=given["password"]
        )
        return EventManager(provider)


manager = Environment(Program).get(EventManager)
tell("ready")
for order in orders():
    manager.send_event(Placed(**order["event"]))
    tell("sent")
