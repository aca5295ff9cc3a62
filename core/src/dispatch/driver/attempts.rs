use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use futures_util::{StreamExt, stream::FuturesUnordered};

use super::super::machine::SlotId;
use crate::{
    error::Result,
    runtime::{Runtime, Task, TaskFailed},
    sending::BoxFuture,
};

/// The attempts under way: one at a time in the listener's own task, several in tasks of their own, so that they can
/// use several threads.
pub(super) enum Attempts {
    One(Option<(SlotId, BoxFuture<'static, Result>)>),
    Many { runtime: Runtime, tasks: FuturesUnordered<Apart> },
}

impl Attempts {
    pub(super) fn new(concurrency: u32, runtime: Runtime) -> Self {
        if concurrency <= 1 { Self::One(None) } else { Self::Many { runtime, tasks: FuturesUnordered::new() } }
    }

    pub(super) fn start(&mut self, id: SlotId, attempt: BoxFuture<'static, Result>) {
        match self {
            Self::One(slot) => *slot = Some((id, attempt)),
            Self::Many { runtime, tasks } => tasks.push(Apart { id, task: runtime.spawn(attempt) }),
        }
    }

    /// The next attempt that ended; `None` if none is under way.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<(SlotId, Result)>> {
        match self {
            Self::One(slot) => {
                let Some((id, attempt)) = slot else { return Poll::Ready(None) };
                let (id, result) = (*id, std::task::ready!(attempt.as_mut().poll(cx)));
                *slot = None;
                Poll::Ready(Some((id, result)))
            }
            Self::Many { tasks, .. } => tasks.poll_next_unpin(cx),
        }
    }
}

/// An attempt in a task of its own, which ends with whoever waits for it.
pub(super) struct Apart {
    id: SlotId,
    task: Task<Result>,
}

impl Future for Apart {
    type Output = (SlotId, Result);

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let ended: Result<Result, TaskFailed> = std::task::ready!(Pin::new(&mut self.task).poll(cx));
        Poll::Ready((self.id, ended.unwrap_or_else(|failed| Err(failed.into()))))
    }
}

impl Drop for Apart {
    fn drop(&mut self) {
        self.task.abort();
    }
}
