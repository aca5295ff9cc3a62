use std::time::Duration;

use tokio::{runtime::EnterGuard, sync::OwnedSemaphorePermit};

use super::{inner::Inner, routes::Route, running::Running};
use crate::{
    envelope::Envelope,
    error::{Error, ErrorKind, Result},
    event::{EventInfo, EventRef},
    names::{NameUse, check_name},
    runtime::Runtime,
    sending::{BoxFuture, ExitRef, Inline, Outbound, SendEnd, SendError, SendResult, SharedEnvelope, Way},
};

const SEND: &str = "send an event";

impl Outbound for Inner {
    fn runtime(&self) -> &Runtime {
        &self.plan.runtime
    }

    fn named(&self, name: &str) -> Result<EventRef, Error> {
        if let Some(known) = self.plan.known.named(name) {
            return Ok(known.clone());
        }
        check_name(name, NameUse::Name).map_err(|error| misread(name, error))?;
        Ok(EventInfo::external(name.to_owned()).into())
    }

    #[inline]
    fn prepare(&self, envelope: &mut Envelope) -> Result<Way<'_>, Error> {
        let running = self.running(SEND)?;
        let event = envelope.head().event_ref();
        match event.as_static() {
            Some(info) => {
                let route = running.routes.typed(info.slot().index(), || self.route(running, event));
                self.admit(running, route, envelope)?;
                if route.may_inline
                    && route.exit.sender.is_inline()
                    && envelope.delay().is_none()
                    && !is_keyed(envelope)
                {
                    return Ok(Way::Inline(Inline {
                        listeners: route.inline.load(),
                        exit: ExitRef::Borrowed(&route.exit),
                        wrapped: running.chain.wraps_send(),
                        admits: running.chain.has_handle(),
                    }));
                }
                Ok(Way::Offer(ExitRef::Borrowed(&route.exit)))
            }
            None => {
                let route = running.routes.named(event.name(), || self.route(running, event));
                self.admit(running, &route, envelope)?;
                Ok(Way::Offer(ExitRef::Shared(route.exit.clone())))
            }
        }
    }

    fn wraps_send(&self) -> bool {
        self.running.get().is_some_and(|running| running.chain.wraps_send())
    }

    fn around<'a>(&'a self, envelope: &'a Envelope, end: &'a dyn SendEnd) -> BoxFuture<'a, Result> {
        match self.running.get() {
            Some(running) => running.chain.around_send(envelope, end),
            None => end.send(),
        }
    }

    fn send_timeout(&self) -> Duration {
        self.plan.limits.send_timeout
    }

    fn body_limit(&self) -> usize {
        self.plan.limits.body_bytes
    }

    fn pipelined(&self) -> usize {
        self.plan.limits.window_events.max(1)
    }

    fn reserve(&self) -> Result<OwnedSemaphorePermit, Error> {
        self.detached.reserve()
    }

    fn enter(&self) -> Option<EnterGuard<'_>> {
        self.detached.enter()
    }

    fn detach(&self, send: BoxFuture<'static, SendResult<SharedEnvelope>>) {
        self.detached.take(send);
    }

    fn report(&self, error: &SendError<SharedEnvelope>) {
        self.detached.report(error);
    }
}

impl Inner {
    /// Counts a send, and asks whoever may refuse it.
    #[inline]
    fn admit(&self, running: &Running, route: &Route, envelope: &mut Envelope) -> Result<(), Error> {
        route.exit.count.sent();
        // Nobody asks to refuse most events, and nothing about them could be refused.
        if running.chain.is_empty() && envelope.head().is_bare() && route.misnamed.is_none() {
            return Ok(());
        }
        self.may_leave(running, route, envelope).inspect_err(|_| route.exit.count.failed())
    }

    fn may_leave(&self, running: &Running, route: &Route, envelope: &mut Envelope) -> Result<(), Error> {
        running.chain.send(envelope).map_err(|refused| {
            Error::new(ErrorKind::Refused, SEND)
                .with("event", envelope.event().name())
                .with_remedy("a pipeline refused it")
                .with_source(refused.into_error())
        })?;
        if !envelope.headers().is_empty() {
            envelope.headers().check(self.plan.limits.header_bytes)?;
        }
        if let Some(error) = route.misnamed {
            return Err(misread(envelope.event().name(), error));
        }
        if envelope.delay().is_some() && !route.can_delay {
            return Err(cannot_delay(envelope.event().name()));
        }
        Ok(())
    }
}

/// A key's order is kept by a queue, not by whoever happens to send.
fn is_keyed(envelope: &Envelope) -> bool {
    envelope.event().is_keyed() || envelope.head().key().is_some()
}

#[cold]
fn cannot_delay(name: &str) -> Error {
    Error::new(ErrorKind::Unsupported, SEND)
        .with("event", name)
        .with_remedy("its provider cannot hold an event back; send it when it is due")
}

fn misread(name: &str, error: crate::names::NameError) -> Error {
    Error::new(ErrorKind::Configuration, SEND)
        .with("event", name.escape_debug())
        .with_remedy(format!("its name or address {error}; choose another"))
}
