use tidings_core::{dispatch::Report, manager::Builder};
use tokio::sync::mpsc;

use super::within;

/// What a manager says of events that it gave up on.
pub(crate) struct Reports(mpsc::UnboundedSender<String>, mpsc::UnboundedReceiver<String>);

impl Reports {
    pub(crate) fn new() -> Self {
        let (tell, told) = mpsc::unbounded_channel();
        Self(tell, told)
    }

    /// Has a manager report.
    pub(crate) fn of(&self, builder: Builder) -> Builder {
        let tell = self.0.clone();
        builder.on_failure(move |report| {
            if let Report::DeadLettered { reason, .. } = report {
                // Nobody asks after the end of a test.
                drop(tell.send((*reason).to_owned()));
            }
        })
    }

    /// Waits until so many were given up on.
    pub(crate) async fn dead_letters(&mut self, count: usize) {
        for _ in 0..count {
            within("the report of a dead letter", self.1.recv()).await.expect("the test lives");
        }
    }
}
