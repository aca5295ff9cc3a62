use std::{pin::Pin, sync::Arc, time::Duration};

use tidings::{EventManager, SendError, event::Event, sending::SharedEnvelope};

use super::{
    Number,
    event::{Note, Order},
};
use crate::torture::{
    Error, clock,
    record::{Journal, Sent, Step},
};

/// The way of an event to its confirmation.
pub(super) type Way = Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>;

/// One event, sent until it is confirmed, every step of it written down.
#[derive(Clone)]
pub(super) struct Sending {
    pub(super) manager: EventManager,
    pub(super) journal: Arc<Journal>,
}

impl Sending {
    /// Begins a send; the order of events is that in which these are polled first.
    pub(super) fn begin(&self, number: Number, text_bytes: Option<usize>) -> Result<Way, Error> {
        let (n, sending) = (number.as_u64(), self.clone());
        if number.is_note() {
            self.note(n, Step::Tried(None))?;
            let note = Note::new(number, text_bytes);
            return Ok(Box::pin(async move { sending.until_confirmed(n, note).await }));
        }
        self.note(n, Step::Tried(Some(number.key())))?;
        let order = Order::new(number, text_bytes);
        Ok(Box::pin(async move { sending.until_confirmed(n, order).await }))
    }

    pub(super) fn note(&self, n: u64, step: Step) -> std::io::Result<()> {
        self.journal.write(&Sent { n, at: clock::now(), step })
    }

    async fn until_confirmed<E: Event>(&self, n: u64, mut event: E) -> Result<(), Error> {
        for tries in 0.. {
            match self.manager.send_event(event).await {
                Ok(()) => return Ok(self.note(n, Step::Confirmed)?),
                Err(SendError::Undecided(undecided)) => {
                    self.note(
                        n,
                        Step::Undecided(undecided.envelope.envelope().id().to_string(), why(&undecided.error)),
                    )?;
                    return self.repeat(n, undecided.envelope).await;
                }
                Err(SendError::NotSent(not_sent)) => {
                    self.note(n, Step::NotSent(why(&not_sent.error)))?;
                    event = not_sent.value;
                }
            }
            pause(tries).await;
        }
        Ok(())
    }

    /// Under the same id, until it is confirmed.
    async fn repeat(&self, n: u64, mut envelope: SharedEnvelope) -> Result<(), Error> {
        for tries in 0.. {
            pause(tries).await;
            let id = envelope.envelope().id().to_string();
            match self.manager.send(envelope).await {
                Ok(()) => return Ok(self.note(n, Step::Confirmed)?),
                Err(error) => {
                    self.note(n, Step::Undecided(id, why(error.error())))?;
                    envelope = match error {
                        SendError::Undecided(undecided) => undecided.envelope,
                        SendError::NotSent(not_sent) => not_sent.value,
                    };
                }
            }
        }
        Ok(())
    }
}

/// Longer and longer: what is repeated at once, however large it is, keeps a slow broker from ever catching up.
async fn pause(tries: u32) {
    tokio::time::sleep(Duration::from_millis(100 << tries.min(6))).await;
}

/// An error on one line.
fn why(error: &tidings::Error) -> String {
    format!("{error}").replace(['\n', '.'], " ")
}
