use std::{
    future::Future,
    pin::Pin,
    sync::LazyLock,
    task::{self, Poll},
};

use tokio::task::futures::TaskLocalFuture;

use crate::{
    envelope::{Body, Envelope, Head},
    event::EventInfo,
    id::{CausationId, CorrelationId},
    runtime::{Runtime, Task},
};

tokio::task_local! {
    /// What a task was given that a listener spawned.
    static GIVEN: Context;
}

// What is being handled by the listener that is polled now. Only lent, since making a context takes an id and a time,
// and most listeners send nothing.
scoped_tls::scoped_thread_local!(static HANDLED: Head);

/// Stands where what a task was given counts, though it is polled within a listener.
static NOTHING: LazyLock<Head> = LazyLock::new(|| Head::new(EventInfo::external("nothing").into(), Runtime::system()));

/// The event being handled, as far as what is sent meanwhile inherits it.
#[derive(Clone, Debug)]
pub struct Context {
    correlation: CorrelationId,
    causation: CausationId,
}

impl Context {
    /// The context of handling this envelope.
    pub fn of<B: ?Sized + Body>(envelope: &Envelope<B>) -> Self {
        Self::of_head(envelope.head())
    }

    fn of_head(head: &Head) -> Self {
        Self { correlation: head.correlation_id(), causation: head.id().clone().into() }
    }

    /// The context of the task that asks; `None` outside of a listener.
    pub fn current() -> Option<Self> {
        HANDLED.is_set().then(Self::innermost).flatten()
    }

    /// The same where something is being handled, or given.
    fn innermost() -> Option<Self> {
        HANDLED.with(|head| match std::ptr::eq(head, &*NOTHING) {
            false => Some(Self::of_head(head)),
            true => GIVEN.try_with(Clone::clone).ok(),
        })
    }

    /// Polls a listener: what it sends meanwhile inherits from the event that it handles.
    #[inline]
    pub(crate) fn handling<T>(head: &Head, poll: impl FnOnce() -> T) -> T {
        HANDLED.set(head, poll)
    }

    /// Runs a future in this context.
    ///
    /// # Cancel safety
    /// That of the future.
    pub fn scope<F: Future>(self, future: F) -> impl Future<Output = F::Output> {
        Given(Some(Box::pin(GIVEN.scope(self, future))))
    }

    /// Calls code that blocks in this context.
    pub fn scope_blocking<T>(self, code: impl FnOnce() -> T) -> T {
        HANDLED.set(&NOTHING, || GIVEN.sync_scope(self, code))
    }

    /// Writes a context on a new event: the given one, or that of the task that asks.
    #[inline]
    pub(super) fn write(given: Option<&Self>, head: &mut Head) {
        match given {
            Some(context) => context.apply(head),
            None if HANDLED.is_set() => Self::inherit(head),
            None => {}
        }
    }

    #[inline(never)]
    fn inherit(head: &mut Head) {
        if let Some(context) = Self::innermost() {
            context.apply(head);
        }
    }

    fn apply(&self, head: &mut Head) {
        head.set_correlation_id(self.correlation.clone());
        head.set_causation_id(self.causation.clone());
    }
}

/// A future in a context that it was given, in which it is also dropped.
struct Given<F: Future>(Option<Pin<Box<TaskLocalFuture<Context, F>>>>);

impl<F: Future> Future for Given<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut task::Context<'_>) -> Poll<F::Output> {
        let Some(given) = &mut self.0 else { return Poll::Pending };
        HANDLED.set(&NOTHING, || given.as_mut().poll(cx))
    }
}

impl<F: Future> Drop for Given<F> {
    fn drop(&mut self) {
        HANDLED.set(&NOTHING, || self.0 = None);
    }
}

/// Spawns a task that keeps the context of the one that spawns it, so that what it sends inherits the correlation id.
///
/// A bare `tokio::spawn` does not.
pub fn spawn<F>(future: F) -> Task<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    let runtime = Runtime::system();
    match Context::current() {
        Some(context) => runtime.spawn(context.scope(future)),
        None => runtime.spawn(future),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::Runtime;

    fn head(id: &str) -> Head {
        let event = EventInfo::external("order.placed").into();
        Head::received(event, Some(crate::id::EventId::parse(id)), None, Runtime::system())
    }

    fn cause() -> Option<String> {
        Context::current().map(|context| context.causation.to_string())
    }

    #[tokio::test]
    async fn the_innermost_context_counts() {
        assert_eq!(cause(), None);
        let given = Context::of_head(&head("given"));
        let within = |id: &str, then: Option<Context>| {
            Context::handling(&head(id), || {
                let inside = then.map(|then| then.scope_blocking(|| (cause(), Context::handling(&head("c"), cause))));
                (cause(), inside)
            })
        };
        let inside = Some((Some("given".into()), Some("c".into())));
        assert_eq!(within("a", Some(given.clone())), (Some("a".into()), inside));
        let nested = given.scope(async { (cause(), within("b", None).0, cause()) }).await;
        assert_eq!(nested, (Some("given".into()), Some("b".into()), Some("given".into())));
        assert_eq!(cause(), None);
    }

    struct Asks(std::sync::mpsc::Sender<Option<String>>);

    impl Drop for Asks {
        fn drop(&mut self) {
            self.0.send(cause()).unwrap();
        }
    }

    #[test]
    fn what_is_dropped_unfinished_is_dropped_in_its_context() {
        let (tell, told) = std::sync::mpsc::channel();
        let asks = Asks(tell);
        drop(Context::of_head(&head("given")).scope(async move { drop(asks) }));
        assert_eq!(told.recv().unwrap(), Some("given".into()));
    }
}
