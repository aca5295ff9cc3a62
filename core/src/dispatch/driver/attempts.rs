use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_util::{StreamExt, stream::FuturesUnordered};

use super::super::{machine::SlotId, pulse::Pulse};
use crate::{
    error::Result,
    panic::Caught,
    runtime::{Runtime, Task},
};

/// The attempts under way: one at a time in the listener's own task, several in tasks of their own, so that they can
/// use several threads.
pub(super) enum Attempts {
    One { pulse: Pulse, attempt: Option<(SlotId, Caught<'static>)> },
    Many { pulses: Places, runtime: Runtime, tasks: FuturesUnordered<Apart> },
}

impl Attempts {
    /// Room for `concurrency` attempts, each polled under a pulse of its own.
    pub(super) fn new(concurrency: u32, runtime: Runtime, pulse: impl Fn() -> Pulse + Send + 'static) -> Self {
        if concurrency <= 1 {
            return Self::One { pulse: pulse(), attempt: None };
        }
        let pulses = Places { idle: Vec::new(), make: Box::new(pulse) };
        Self::Many { pulses, runtime, tasks: FuturesUnordered::new() }
    }

    pub(super) fn start(&mut self, id: SlotId, next: Caught<'static>) {
        match self {
            Self::One { attempt, .. } => *attempt = Some((id, next)),
            Self::Many { pulses, runtime, tasks } => {
                let pulse = Some(pulses.take());
                let beating = Beating { attempt: next, pulse: pulse.clone() };
                tasks.push(Apart { id, pulse, task: runtime.spawn(beating) });
            }
        }
    }

    /// The next attempt that ended; `None` if none is under way.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<(SlotId, Result)>> {
        match self {
            Self::One { pulse, attempt } => {
                let Some((id, running)) = attempt else { return Poll::Ready(None) };
                let (id, result) = (*id, ready!(pulse.during(|| Pin::new(running).poll(cx))));
                *attempt = None;
                Poll::Ready(Some((id, result)))
            }
            Self::Many { pulses, tasks, .. } => {
                let Some((id, pulse, result)) = ready!(tasks.poll_next_unpin(cx)) else { return Poll::Ready(None) };
                pulses.idle.extend(pulse);
                Poll::Ready(Some((id, result)))
            }
        }
    }
}

/// The pulses of attempts: as many as were ever under way at a time, since a concurrency may mean "no limit".
pub(super) struct Places {
    idle: Vec<Pulse>,
    make: Box<dyn Fn() -> Pulse + Send>,
}

impl Places {
    fn take(&mut self) -> Pulse {
        self.idle.pop().unwrap_or_else(|| (self.make)())
    }
}

/// An attempt that is polled under a pulse.
struct Beating {
    attempt: Caught<'static>,
    pulse: Option<Pulse>,
}

impl Future for Beating {
    type Output = Result;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result> {
        let this = &mut *self;
        match &this.pulse {
            Some(pulse) => pulse.during(|| Pin::new(&mut this.attempt).poll(cx)),
            None => Pin::new(&mut this.attempt).poll(cx),
        }
    }
}

/// An attempt in a task of its own, which ends with whoever waits for it.
pub(super) struct Apart {
    id: SlotId,
    pulse: Option<Pulse>,
    task: Task<Result>,
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
