use std::sync::Arc;

use tidings_wire::link::Fault;
use tokio::sync::watch;

/// Whether the broker is there, for all sockets of an epoch together.
#[derive(Debug, Clone)]
pub(crate) struct Life(Arc<watch::Sender<Option<Fault>>>);

impl Default for Life {
    fn default() -> Self {
        Self(Arc::new(watch::channel(None).0))
    }
}

impl Life {
    /// It is over, for this reason unless there was another before.
    pub(crate) fn end(&self, fault: Fault) {
        self.0.send_if_modified(|known| {
            let is_first = known.is_none();
            known.get_or_insert(fault);
            is_first
        });
    }

    /// Waits until it is over.
    pub(crate) async fn over(&self) -> Fault {
        let mut watch = self.0.subscribe();
        match watch.wait_for(Option::is_some).await {
            Ok(fault) => fault.clone().unwrap_or_else(|| Fault::gone("the connection is closed")),
            // Its sender is held right here.
            Err(_) => Fault::gone("the connection is closed"),
        }
    }
}
