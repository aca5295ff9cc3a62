use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
};

use super::{Pulse, SlotId};
use crate::{
    error::Result,
    panic::Caught,
    runtime::{Runtime, Task},
};

/// The pulses of attempts: as many as were ever under way at a time, since a concurrency may mean "no limit".
pub(in super::super) struct Places {
    idle: Vec<Pulse>,
    make: Box<dyn Fn() -> Pulse + Send>,
}

impl Places {
    pub(super) fn new(make: impl Fn() -> Pulse + Send + 'static) -> Self {
        Self { idle: Vec::new(), make: Box::new(make) }
    }

    pub(super) fn take(&mut self) -> Pulse {
        self.idle.pop().unwrap_or_else(|| (self.make)())
    }

    pub(super) fn give_back(&mut self, pulse: Option<Pulse>) {
        self.idle.extend(pulse);
    }
}

/// An attempt that is polled under a pulse.
struct Beating {
    attempt: Caught<'static>,
    pulse: Pulse,
}

impl Future for Beating {
    type Output = Result;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result> {
        let this = &mut *self;
        this.pulse.during(|| Pin::new(&mut this.attempt).poll(cx))
    }
}

/// An attempt in a task of its own, which ends with whoever waits for it.
pub(in super::super) struct Apart {
    id: SlotId,
    pulse: Option<Pulse>,
    task: Task<Result>,
}

impl Apart {
    pub(super) fn start(id: SlotId, attempt: Caught<'static>, pulse: Pulse, runtime: &Runtime) -> Self {
        let task = runtime.spawn_whole(Beating { attempt, pulse: pulse.clone() });
        Self { id, pulse: Some(pulse), task }
    }
}

impl Future for Apart {
    type Output = (SlotId, Option<Pulse>, Result);

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let ended = ready!(Pin::new(&mut self.task).poll(cx));
        Poll::Ready((self.id, self.pulse.take(), ended.unwrap_or_else(|failed| Err(failed.into()))))
    }
}

impl Drop for Apart {
    fn drop(&mut self) {
        self.task.abort();
    }
}
