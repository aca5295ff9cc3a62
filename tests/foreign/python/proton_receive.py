"""A bare AMQP client that receives from one address and accepts everything."""

from line import orders, settings, tell, text
from proton_link import connect

given = settings()
receiver = connect(given).create_receiver(given["address"], credit=100)
tell("ready")
for _ in orders():
    message = receiver.receive()
    receiver.accept()
    tell(
        "received",
        body=text(message.body),
        kind=type(message.body).__name__,
        id=text(message.id),
        subject=message.subject,
        content_type=text(message.content_type),
        durable=message.durable,
        properties={name: text(value) for name, value in (message.properties or {}).items()},
    )
