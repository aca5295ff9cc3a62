use std::{
    sync::Arc,
    task::{Context, Poll},
};

use tidings::{
    Error,
    provider::{Content, Incoming, Receiver, Settlement, Signal, Token},
};

use crate::board::{Board, Queue};

/// Reads one queue of the board.
pub(crate) struct Reader {
    pub(crate) board: Arc<Board>,
    pub(crate) queue: String,
    pub(crate) credit: u32,
    pub(crate) given: u64,
}

impl Reader {
    fn with<T>(&self, act: impl FnOnce(&mut Queue) -> T) -> Option<T> {
        self.board.with(|queues| queues.get_mut(&self.queue).map(act)).flatten()
    }
}

impl Receiver for Reader {
    fn poll_receive(&mut self, cx: &mut Context<'_>, batch: &mut Vec<Incoming>) -> Poll<Signal> {
        let before = batch.len();
        self.with(|queue| {
            let count = queue.waiting.len().min(self.credit as usize);
            for (token, parcel) in (self.given..).zip(queue.waiting.drain(..count)) {
                queue.unsettled.insert(token, parcel.clone());
                batch.push(Incoming::new(Token(token), Content::Typed(parcel), false));
            }
            queue.reader = Some(cx.waker().clone());
        });
        let given = batch.len() - before;
        self.credit -= given as u32;
        self.given += given as u64;
        if given > 0 { Poll::Ready(Signal::Deliveries) } else { Poll::Pending }
    }

    fn grant(&mut self, credit: u32) {
        self.credit = self.credit.saturating_add(credit);
    }

    fn settle(&mut self, token: Token, settlement: Settlement) {
        let Some(parcel) = self.with(|queue| queue.unsettled.remove(&token.0)).flatten() else { return };
        if settlement == Settlement::Accept {
            return self.board.open.send_modify(|open| *open -= 1);
        }
        self.with(|queue| queue.put(parcel, true));
    }

    fn pause(&mut self) {
        self.credit = 0;
    }

    fn poll_close(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.with(|queue| {
            while let Some((_, parcel)) = queue.unsettled.pop_last() {
                queue.put(parcel, true);
            }
            // It gets nothing more, and nobody works it off: closing the board gives back what is left.
            queue.address.clear();
            self.board.open.send_modify(|open| *open -= queue.waiting.len());
        });
        Poll::Ready(Ok(()))
    }
}
