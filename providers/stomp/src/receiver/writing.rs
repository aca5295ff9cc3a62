//! What a link writes: it subscribes, acknowledges, and leaves.

use bytes::BytesMut;
use tidings_wire::link::Fault;

use super::{Handed, ReceiveLink, Stage};
use crate::{
    codec::{Command, EncodeError, FrameWriter},
    error,
    session::VERSION,
};

impl ReceiveLink {
    /// Cancel safe: it subscribes, or nothing has happened.
    pub(super) async fn subscribe(&mut self) -> Result<(), Fault> {
        let width = self.plan.pace.begin();
        let (subscription, receipt) = (self.subscription + 1, self.receipt + 1);
        let (name, width) = self.plan.width(width);
        self.buffer.clear();
        FrameWriter::new(&mut self.buffer, VERSION, Command::Subscribe)
            .number("id", subscription)
            .headers(self.plan.headers.iter().map(|(name, value)| (*name, value.as_str())))
            .header("ack", "client-individual")
            .number(name, width)
            .number("receipt", receipt)
            .end()
            .map_err(|failed| error::unwritable(&failed))?;
        self.put().await?;
        (self.subscription, self.receipt, self.stage, self.owes) = (subscription, receipt, Stage::Steady, false);
        (self.beside, self.stuck, self.is_put_off) = (None, None, false);
        Ok(())
    }

    /// What was given waits for long, as a retry in place or a dead letter that cannot be written does, and fills a width of
    /// one message: another subscription gives the others meanwhile. Cancel safe, as above.
    pub(super) async fn subscribe_beside(&mut self) -> Result<(), Fault> {
        let earlier = self.subscription;
        self.plan.pace.widen();
        self.subscribe().await?;
        self.beside = Some(earlier);
        Ok(())
    }

    /// Cancel safe, as above.
    pub(super) async fn unsubscribe(&mut self) -> Result<(), Fault> {
        let receipt = self.receipt + 1;
        self.buffer.clear();
        self.write_unsubscribe(Some(receipt)).map_err(|failed| error::unwritable(&failed))?;
        self.put().await?;
        self.receipt = receipt;
        self.stage = Stage::Leaving;
        self.waiting.clear();
        Ok(())
    }

    /// Leaves what is subscribed to.
    fn write_unsubscribe(&mut self, receipt: Option<u64>) -> Result<(), EncodeError> {
        if let Some(earlier) = self.beside {
            FrameWriter::new(&mut self.buffer, VERSION, Command::Unsubscribe).number("id", earlier).end()?;
        }
        let frame = FrameWriter::new(&mut self.buffer, VERSION, Command::Unsubscribe).number("id", self.subscription);
        match receipt {
            Some(receipt) => frame.number("receipt", receipt).end(),
            None => frame.end(),
        }
    }

    pub(super) async fn put(&mut self) -> Result<(), Fault> {
        match self.session.writing.put(&self.buffer).await {
            Ok(()) => Ok(()),
            // What ended it is heard where frames are read.
            Err(failed) => Err(self.session.frames.why(&failed)),
        }
    }

    /// The last one asks for a receipt, where the subscription may be made anew: while Artemis still writes an
    /// acknowledgement down, it gives what a subscription had to others only after what lies behind that.
    pub(super) fn answer(&mut self, command: Command, deliveries: &[Handed]) -> Result<(), EncodeError> {
        self.buffer.clear();
        let Some((last, others)) = deliveries.split_last() else { return Ok(()) };
        let write = |buffer: &mut BytesMut, delivery: &Handed, receipt: Option<u64>| {
            let frame = FrameWriter::new(buffer, VERSION, command).header("id", &delivery.ack);
            match receipt {
                Some(receipt) => frame.number("receipt", receipt).end(),
                None => frame.end(),
            }
        };
        others.iter().try_for_each(|delivery| write(&mut self.buffer, delivery, None))?;
        if self.plan.keeps || !self.plan.dialect.is_artemis() {
            return write(&mut self.buffer, last, None);
        }
        self.receipt += 1;
        self.unconfirmed = Some(self.receipt);
        write(&mut self.buffer, last, self.unconfirmed)
    }

    pub(super) async fn leave(&mut self) -> Result<(), Fault> {
        while self.unconfirmed.is_some() {
            let frame = self.frame().await?;
            if frame.command == Command::Receipt {
                self.hear(&frame);
            }
        }
        if self.stage == Stage::Steady && !self.plan.keeps {
            self.unsubscribe().await?;
        }
        let receipt = self.receipt + 1;
        self.buffer.clear();
        FrameWriter::new(&mut self.buffer, VERSION, Command::Disconnect)
            .number("receipt", receipt)
            .end()
            .map_err(|failed| error::unwritable(&failed))?;
        self.put().await?;
        self.receipt = receipt;
        loop {
            let frame = self.session.frames.next().await?;
            if frame.command == Command::Error || (frame.command == Command::Receipt && self.is_latest(&frame)) {
                return Ok(());
            }
        }
    }
}

/// Who goes without a word has a delivery counted for everything that is unsettled.
impl Drop for ReceiveLink {
    fn drop(&mut self) {
        if self.is_spoilt {
            return;
        }
        self.buffer.clear();
        let mut written = Ok(());
        if self.stage == Stage::Steady && !self.plan.keeps {
            written = self.write_unsubscribe(None);
        }
        let goodbye = FrameWriter::new(&mut self.buffer, VERSION, Command::Disconnect).end();
        if written.and(goodbye).is_ok() {
            // A connection that is gone, or that takes nothing, is left as it is.
            drop(self.session.writing.put_now(&self.buffer));
        }
    }
}
