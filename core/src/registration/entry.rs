use std::sync::Arc;

use crate::{
    container::{Inject, Need, Resolver, Service},
    dispatch::{AnyListener, Bound, Wired},
    error::Result,
    event::Event,
    listener::{Blocking, BlockingListener, Borrowing, EventListener, Handler},
    subscription::ListenerInfo,
};

/// A listener that an attribute registered: its info and how it is made. A constant.
#[derive(Debug)]
pub struct ListenerEntry {
    info: ListenerInfo,
    needs: fn() -> Vec<Need>,
    bind: fn(&Resolver, Wired) -> Result<Arc<dyn AnyListener>>,
}

impl ListenerEntry {
    /// The listener `L`, which the container makes.
    pub const fn new<E: Event, L: EventListener<E> + Service>(info: ListenerInfo) -> Self {
        Self { info, needs: needs::<L>, bind: |services, wired| bind::<E, L, _>(services, wired, Borrowing) }
    }

    /// The listener `L`, which the container makes and which blocks its thread.
    pub const fn blocking<E: Event, L: BlockingListener<E> + Service>(info: ListenerInfo) -> Self {
        Self { info, needs: needs::<L>, bind: |services, wired| bind::<E, L, _>(services, wired, Blocking) }
    }

    /// Name, event, policy, tags, place.
    pub fn info(&self) -> &ListenerInfo {
        &self.info
    }

    /// The services that it needs.
    pub fn needs(&self) -> Vec<Need> {
        (self.needs)()
    }

    /// Makes it.
    pub(crate) fn bind(&self, services: &Resolver, wired: Wired) -> Result<Arc<dyn AnyListener>> {
        (self.bind)(services, wired)
    }
}

fn needs<L: Service>() -> Vec<Need> {
    vec![<Arc<L> as Inject>::need()]
}

fn bind<E: Event, L: Service, H: Handler<E>>(
    services: &Resolver,
    wired: Wired,
    wrap: fn(Arc<L>) -> H,
) -> Result<Arc<dyn AnyListener>> {
    Ok(Bound::<E, H>::shared(wrap(<Arc<L> as Inject>::inject(services)?), wired))
}
