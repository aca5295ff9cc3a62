use std::{
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use futures_util::{StreamExt, stream::FuturesUnordered};

use super::super::machine::SlotId;
use crate::{
    error::Error,
    mutants::Mutant,
    provider::{Admission, Sender},
    sending::{BoxFuture, SharedEnvelope, Unsent, offer},
    subscription::ListenerInfo,
};

/// The copies that wait for their confirmation.
pub(super) struct Writes {
    retry: Arc<dyn Sender>,
    dead_letters: Option<Arc<dyn Sender>>,
    limit: Duration,
    under_way: FuturesUnordered<BoxFuture<'static, (SlotId, Result<(), Error>)>>,
}

impl Writes {
    pub(super) fn new(retry: Arc<dyn Sender>, dead_letters: Option<Arc<dyn Sender>>, limit: Duration) -> Self {
        Self { retry, dead_letters, limit, under_way: FuturesUnordered::new() }
    }

    /// Writes a copy to the listener's own queue.
    pub(super) fn retry(&mut self, id: SlotId, copy: SharedEnvelope, listener: &ListenerInfo) {
        let sender = self.retry.clone();
        self.write(id, sender, copy, listener);
    }

    /// Writes a dead letter. A provider that keeps none has it only in the log.
    pub(super) fn dead_letter(&mut self, id: SlotId, copy: SharedEnvelope, listener: &ListenerInfo) {
        match self.dead_letters.clone() {
            Some(sender) => self.write(id, sender, copy, listener),
            None => self.under_way.push(Box::pin(std::future::ready((id, Ok(()))))),
        }
    }

    fn write(&mut self, id: SlotId, sender: Arc<dyn Sender>, copy: SharedEnvelope, listener: &ListenerInfo) {
        let (limit, name) = (self.limit, listener.name().to_owned());
        self.under_way.push(Box::pin(async move {
            let event = copy.clone();
            let admission = if Mutant::CopiesWaitForWindow.is_planted() { Admission::Wait } else { Admission::Beside };
            match offer(&*sender, copy, admission, limit).await {
                Ok(()) => (id, Ok(())),
                Err(Unsent::NotSent(error) | Unsent::Undecided(error)) => {
                    tracing::warn!(listener = name, event = ?event.envelope(), %error, "a copy was not confirmed");
                    (id, Err(error))
                }
            }
        }));
    }

    /// The next copy that was decided; `None` if none is under way.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<(SlotId, Result<(), Error>)>> {
        self.under_way.poll_next_unpin(cx)
    }
}
