//! The attempts of one listener that are under way.

mod apart;
mod here;

use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use futures_util::{StreamExt, stream::FuturesUnordered};

use super::super::{bound::AnyListener, machine::SlotId, pulse::Pulse};
use crate::{error::Result, panic::Caught, runtime::Runtime, sending::SharedEnvelope};

use apart::{Apart, Places};
use here::Here;

/// The attempts under way: one at a time in the listener's own task, several in tasks of their own, so that they can use
/// several threads. Where there is one thread only, tasks would only cost: several take turns in the listener's own.
///
/// What runs in the listener's own task borrows the listener.
pub(super) enum Attempts<'l> {
    One { pulse: Pulse, attempt: Option<(SlotId, Caught<'l>)> },
    Here { pulse: Pulse, attempts: Here<'l> },
    Many { pulses: Places, runtime: Runtime, tasks: FuturesUnordered<Apart> },
}

impl<'l> Attempts<'l> {
    /// Room for `concurrency` attempts, each polled under a pulse; called where they will run.
    pub(super) fn new(concurrency: u32, runtime: Runtime, pulse: impl Fn() -> Pulse + Send + 'static) -> Self {
        if concurrency <= 1 {
            return Self::One { pulse: pulse(), attempt: None };
        }
        if runtime.is_single_threaded() {
            return Self::Here { pulse: pulse(), attempts: Here::default() };
        }
        Self::Many { pulses: Places::new(pulse), runtime, tasks: FuturesUnordered::new() }
    }

    /// Begins an attempt of the listener.
    pub(super) fn attempt(
        &mut self,
        id: SlotId,
        listener: &'l Arc<dyn AnyListener>,
        envelope: SharedEnvelope,
        redelivered: bool,
    ) {
        match self {
            Self::One { attempt, .. } => *attempt = Some((id, listener.attempt_held(envelope, redelivered))),
            Self::Here { attempts, .. } => attempts.start(id, listener.attempt_held(envelope, redelivered)),
            Self::Many { .. } => self.start(id, listener.clone().attempt_owned(envelope, redelivered)),
        }
    }

    /// Begins what is no attempt of the listener, but ends as one.
    pub(super) fn start(&mut self, id: SlotId, next: Caught<'static>) {
        match self {
            Self::One { attempt, .. } => *attempt = Some((id, next)),
            Self::Here { attempts, .. } => attempts.start(id, next),
            Self::Many { pulses, runtime, tasks } => tasks.push(Apart::start(id, next, pulses.take(), runtime)),
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
            Self::Here { pulse, attempts } => pulse.during(|| attempts.poll(cx)),
            Self::Many { pulses, tasks, .. } => {
                let Some((id, pulse, result)) = ready!(tasks.poll_next_unpin(cx)) else { return Poll::Ready(None) };
                pulses.give_back(pulse);
                Poll::Ready(Some((id, result)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use tokio::sync::oneshot;

    use super::*;
    use crate::{dispatch::pulse::Pulses, error::Failure};

    fn attempts() -> Attempts<'static> {
        let pulses = Pulses::default();
        Attempts::new(3, Runtime::system(), move || pulses.add("listener"))
    }

    async fn end_in_whatever_order(mut attempts: Attempts<'_>) {
        let (first, told) = oneshot::channel::<()>();
        attempts.start(SlotId(1), Caught::new(|| Box::pin(async { told.await.map_err(Failure::new) })));
        attempts.start(SlotId(2), Caught::new(|| Box::pin(async { Ok(()) })));
        let (third, told) = oneshot::channel::<()>();
        attempts.start(SlotId(3), Caught::new(|| Box::pin(async { told.await.map_err(Failure::new) })));
        let mut next = async || {
            let ended = poll_fn(|cx| attempts.poll(cx)).await;
            ended.map(|(id, result)| (id.0, result.is_ok()))
        };
        assert_eq!(next().await, Some((2, true)));
        drop(third);
        assert_eq!(next().await, Some((3, false)));
        first.send(()).unwrap();
        assert_eq!(next().await, Some((1, true)));
        assert_eq!(next().await, None);
    }

    #[tokio::test]
    async fn on_one_thread_attempts_take_turns_in_one_task_and_end_in_whatever_order() {
        let attempts = attempts();
        assert!(matches!(attempts, Attempts::Here { .. }));
        end_in_whatever_order(attempts).await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn on_several_threads_each_attempt_has_a_task_and_they_end_in_whatever_order() {
        let attempts = attempts();
        assert!(matches!(attempts, Attempts::Many { .. }));
        end_in_whatever_order(attempts).await;
    }
}
