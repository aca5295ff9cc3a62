use tidings::{Report, manager::Builder};
use tokio::sync::mpsc;

use super::within;

/// A listener's event was given up on.
#[derive(Debug)]
pub(crate) struct GivenUp {
    pub(crate) listener: String,
    pub(crate) reason: String,
}

/// What a manager reports of events that it gave up on.
pub(crate) struct Reports(mpsc::UnboundedReceiver<GivenUp>);

impl Reports {
    /// Has a manager report.
    pub(crate) fn of(builder: Builder) -> (Builder, Self) {
        let (tell, told) = mpsc::unbounded_channel();
        let builder = builder.on_failure(move |report| {
            if let Report::DeadLettered { listener, reason, .. } = report {
                drop(tell.send(GivenUp { listener: listener.name().to_owned(), reason: (*reason).to_owned() }));
            }
        });
        (builder, Self(told))
    }

    /// The next event that is given up on.
    pub(crate) async fn next(&mut self) -> GivenUp {
        within("the next dead letter", self.0.recv()).await.expect("the manager lives")
    }

    /// Whether more was reported than was taken.
    pub(crate) fn is_empty(&mut self) -> bool {
        self.0.try_recv().is_err()
    }
}
