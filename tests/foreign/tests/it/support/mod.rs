//! The two sides of a test: a manager with recording listeners, and programs in Python.

mod event;
mod heard;
mod log;
mod over;
mod peer;
mod python;
mod reports;
mod within;

pub(crate) use event::{Order, order_event, unique};
pub(crate) use heard::{Listener, queue};
pub(crate) use log::Log;
pub(crate) use over::{Over, over_each_protocol};
pub(crate) use peer::Peer;
pub(crate) use reports::Reports;
pub(crate) use within::within;

use tidings::{manager::Builder, prelude::*};
use tidings_broker::Artemis;

/// What a manager is made of, but for its listeners.
pub(crate) fn manager(broker: &Artemis, over: Over) -> Builder {
    EventManager::builder().listeners::<()>().connect(&over.url(broker))
}

/// A manager at work.
pub(crate) async fn start(builder: Builder) -> EventManager {
    let manager = builder.build().unwrap_or_else(|problems| panic!("{problems}"));
    within("the start of a manager", manager.start()).await.unwrap();
    manager
}

/// The end of a manager.
pub(crate) async fn end(manager: EventManager) {
    within("the end of a manager", manager.shutdown()).await.unwrap();
}
