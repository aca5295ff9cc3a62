//! A link that sends: frames of one destination over a lane.

use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use bytes::BytesMut;
use tidings_wire::link::{Condition, Fault, LinkSender, Message, TransferError, Verdict};
use tokio::sync::oneshot;

use crate::{
    codec::{Command, FrameWriter, HeaderLine},
    dialect::Dialect,
    envelope, error,
    lane::{Answer, Lane},
    session::VERSION,
};

/// A link that sends.
pub(crate) struct SendLink {
    lane: Arc<Lane>,
    /// Where its frames go, escaped once.
    destination: Vec<HeaderLine>,
    dialect: Dialect,
    frame: BytesMut,
}

impl SendLink {
    pub(crate) fn new(
        lane: Arc<Lane>,
        destination: &[(&'static str, String)],
        dialect: Dialect,
    ) -> Result<Self, Fault> {
        let lines = destination.iter().map(|(name, value)| HeaderLine::new(VERSION, name, value));
        let destination = lines.collect::<Result<_, _>>().map_err(|failed| error::unwritable(&failed))?;
        Ok(Self { lane, destination, dialect, frame: BytesMut::new() })
    }
}

impl LinkSender for SendLink {
    type Outcome = Decision;

    async fn transfer(&mut self, message: Message) -> Result<Decision, TransferError> {
        if let Some(name) = envelope::too_long(&message, self.dialect) {
            let said = format!("the header `{name}` is longer than this broker takes");
            return Err(TransferError::Refused(Fault::new(Condition::TooLarge, said)));
        }
        let (number, answer) = self.lane.register().map_err(TransferError::Lost)?;
        self.frame.clear();
        let mut writer = FrameWriter::new(&mut self.frame, VERSION, Command::Send);
        for line in &self.destination {
            writer = writer.line(line);
        }
        if let Err(failed) = envelope::write(writer, &message, number, self.dialect) {
            self.lane.forget(number);
            return Err(TransferError::Refused(error::unwritable(&failed)));
        }
        let mut guard = Unsent { lane: &self.lane, number: Some(number) };
        self.lane.writing.put(&self.frame).await.map_err(|_| TransferError::Lost(self.lane.end()))?;
        guard.number = None;
        Ok(Decision(answer))
    }

    async fn detach(self, _: Duration) {
        // Links leave no trace at the broker; the lane ends with the last of them.
    }
}

/// Forgets the receipt of a frame that was not sent.
struct Unsent<'a> {
    lane: &'a Lane,
    number: Option<u64>,
}

impl Drop for Unsent<'_> {
    fn drop(&mut self) {
        if let Some(number) = self.number {
            self.lane.forget(number);
        }
    }
}

/// What the broker will decide about one frame.
pub(crate) struct Decision(oneshot::Receiver<Answer>);

impl Future for Decision {
    type Output = Result<Verdict, Fault>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0)
            .poll(cx)
            .map(|answer| answer.unwrap_or_else(|_| Err(Fault::gone("the connection is closed"))))
    }
}
