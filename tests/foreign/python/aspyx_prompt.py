"""aspyx-event's AMQP provider as its foreigners need it: it says when its receiver is attached, and it does at once what the
original puts off."""

from aspyx_event import AMQPProvider
from proton.reactor import ApplicationEvent, EventInjector


class PromptProvider(AMQPProvider):
    """What it has done at once is handed to its thread: scheduled from another one, as the original does, it now and then
    crashes the interpreter, and waits up to three seconds while the thread is idle."""

    def __init__(self, *args, attached, **kwargs):
        super().__init__(*args, **kwargs)
        self._attached = attached
        injector = EventInjector()
        self.container.selectable(injector)
        self.container.schedule = lambda delay, task: injector.trigger(ApplicationEvent("told", subject=task))

    def on_told(self, event):
        event.subject.on_timer_task(event)

    def create_receiver(self, address, listener):
        receiver = super().create_receiver(address, listener)
        receiver.handler.add(_Attached(self._attached))
        return receiver


class _Attached:
    def __init__(self, attached):
        self._attached = attached

    def on_link_remote_open(self, event):
        self._attached(event.link.remote_source.address)
