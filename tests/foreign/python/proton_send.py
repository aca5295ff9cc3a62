"""A bare AMQP client that sends: any body, any application properties."""

import uuid

from proton import Delivery, Message, int32, symbol, timestamp, ulong

from line import orders, settings, tell
from proton_link import connect

BODIES = {
    "string": lambda value: Message(body=value),
    "binary": lambda value: Message(body=bytes.fromhex(value)),
    "data": lambda value: Message(body=bytes.fromhex(value), inferred=True),
    "map": lambda value: Message(body=value),
    "list": lambda value: Message(body=value),
    "sequence": lambda value: Message(body=value, inferred=True),
    "int": lambda value: Message(body=int32(value)),
    "null": lambda value: Message(),
}
PROPERTIES = {
    "string": str,
    "int": int32,
    "ulong": ulong,
    "bool": bool,
    "float": float,
    "symbol": symbol,
    "binary": bytes.fromhex,
    "uuid": uuid.UUID,
    "timestamp": timestamp,
    "null": lambda value: None,
}

given = settings()
connection = connect(given)
senders = {}
tell("ready")
for order in orders():
    address = order["address"]
    if address not in senders:
        senders[address] = connection.create_sender(address)
    (kind, value), = order["body"].items()
    message = BODIES[kind](value)
    message.durable = order.get("durable", True)
    message.id = order.get("id")
    message.properties = {
        name: PROPERTIES[kind](value)
        for name, typed in order.get("properties", {}).items()
        for kind, value in typed.items()
    }
    delivery = senders[address].send(message)
    tell("sent", accepted=delivery.remote_state == Delivery.ACCEPTED)
