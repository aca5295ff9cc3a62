//! Gives the deliveries of one queue and takes their settlements, over as many epochs as it takes.

mod alone;
mod desk;
mod nudge;
mod open;
mod serve;
mod task;
mod telling;

#[cfg(test)]
mod tests;

pub(crate) use desk::Desk;
pub(crate) use open::{Opening, open};
pub(crate) use task::Task;
pub(crate) use telling::Telling;

use std::{
    sync::Arc,
    task::{Context, Poll},
};

use tidings_core::{
    Error,
    provider::{Incoming, Receiver, Settlement, Signal, Token},
};

/// What core takes deliveries from.
pub(crate) struct LinkedReceiver {
    desk: Arc<Desk>,
}

impl LinkedReceiver {
    pub(crate) fn new(desk: Arc<Desk>) -> Self {
        Self { desk }
    }
}

impl Receiver for LinkedReceiver {
    fn poll_receive(&mut self, cx: &mut Context<'_>, batch: &mut Vec<Incoming>) -> Poll<Signal> {
        self.desk.poll_receive(cx, batch)
    }

    fn grant(&mut self, credit: u32) {
        self.desk.grant(credit);
    }

    fn settle(&mut self, token: Token, settlement: Settlement) {
        self.desk.settle(token, settlement);
    }

    fn pause(&mut self) {
        self.desk.pause();
    }

    fn poll_close(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.desk.poll_close(cx)
    }
}

impl Drop for LinkedReceiver {
    fn drop(&mut self) {
        self.desk.close();
    }
}
