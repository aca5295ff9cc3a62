use std::sync::Arc;

use tidings_core::{
    event::Event,
    manager::{Builder, EventManager},
    provider::Provider,
};

use super::within;

/// A manager at work: as another process would be, since nothing but the broker joins it to others.
pub(crate) async fn start(provider: Arc<dyn Provider>, more: impl FnOnce(Builder) -> Builder) -> EventManager {
    begin(more(blank().provider(provider))).await
}

/// What a manager is made of, but for its providers.
pub(crate) fn blank() -> Builder {
    EventManager::builder().listeners::<()>()
}

/// A manager of these parts at work.
pub(crate) async fn begin(builder: Builder) -> EventManager {
    let manager = builder.build().unwrap_or_else(|problems| panic!("{problems}"));
    within("the start of a manager", manager.start()).await.unwrap();
    manager
}

/// The end of a manager, with everything that it had begun.
pub(crate) async fn end(manager: EventManager) {
    within("the end of a manager", manager.shutdown()).await.unwrap();
}

/// Sends all of these and has all of them confirmed.
pub(crate) async fn send_all<E: Event>(manager: &EventManager, events: impl IntoIterator<Item = E>) {
    for sent in within("the confirmations", manager.send_events(events)).await {
        sent.map_err(|error| error.error().to_string()).unwrap();
    }
}
