//! A conversation that sends: frames of several links go out over one socket, and their receipts come back.

use std::{
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use bytes::BytesMut;
use tidings_core::runtime::Runtime;
use tidings_wire::{
    link::{Fault, Verdict},
    numbered::Numbered,
    pump::Writing,
};
use tokio::{select, sync::oneshot};

use crate::{
    codec::{Command, Frame, FrameWriter},
    error,
    life::Life,
    session::{Frames, Heard, Session, VERSION},
};

pub(crate) type Answer = Result<Verdict, Fault>;

/// An open conversation that sends; dropping it ends it, after everything was written.
pub(crate) struct Lane {
    pub(crate) writing: Writing,
    receipts: Arc<Receipts>,
}

impl Lane {
    /// Sends over this session from now on. What ends it without a complaint of the broker ends the `life` of the whole
    /// connection.
    pub(crate) fn new(session: Session, life: &Life, runtime: &Runtime) -> Self {
        let receipts = Arc::new(Receipts::default());
        let (kept, life) = (receipts.clone(), life.clone());
        runtime.spawn(hear(session.frames, kept, life));
        Self { writing: session.writing, receipts }
    }

    /// A number for a frame to be sent, and what will be answered to it.
    pub(crate) fn register(&self) -> Result<(u64, oneshot::Receiver<Answer>), Fault> {
        self.receipts.register()
    }

    /// The frame of this number was not sent after all.
    pub(crate) fn forget(&self, number: u64) {
        drop(self.receipts.take(number));
    }

    /// Says goodbye, and waits until everything before it was taken.
    pub(crate) async fn leave(&self) {
        self.receipts.lock().is_left = true;
        let Ok((number, answer)) = self.register() else { return };
        let mut frame = BytesMut::new();
        let written = FrameWriter::new(&mut frame, VERSION, Command::Disconnect).number("receipt", number).end();
        if written.is_ok() && self.writing.put(&frame).await.is_ok() {
            // An answer, or the end.
            drop(answer.await);
        }
        self.writing.close();
    }

    /// Whether it has ended.
    pub(crate) fn is_over(&self) -> bool {
        self.receipts.lock().end.is_some()
    }

    /// Why it has ended.
    pub(crate) fn end(&self) -> Fault {
        self.receipts.lock().end.clone().unwrap_or_else(|| Fault::gone("the connection is closed"))
    }
}

impl Drop for Lane {
    fn drop(&mut self) {
        self.receipts.lock().is_left = true;
    }
}

async fn hear(mut frames: Frames, receipts: Arc<Receipts>, life: Life) {
    let mut over = pin!(life.over());
    let end = loop {
        let heard = select! {
            biased;
            heard = frames.hear() => heard,
            // A lane that was left waits for the broker to hang up, which one that is frozen never does.
            fault = &mut over => break fault,
        };
        match heard {
            Ok(Heard::Receipt(number)) => receipts.confirm(Some(number)),
            Ok(Heard::Frame(frame)) => match frame.command {
                Command::Receipt => receipts.confirm(number_of(&frame)),
                Command::Error => {
                    let fault = error::complaint(&frame);
                    let is_named = receipts.tell(number_of(&frame), Ok(Verdict::Rejected(fault.clone())));
                    // The one that was named has its answer; the others are blamed for nothing.
                    break if is_named.is_some() { Fault::gone(fault.said) } else { fault };
                }
                _ => break error::unexpected(&frame),
            },
            Err(fault) => {
                if !receipts.lock().is_left {
                    life.end(fault.clone());
                }
                break fault;
            }
        }
    };
    receipts.end(&end);
}

/// The number of the frame that one names.
fn number_of(frame: &Frame) -> Option<u64> {
    frame.header("receipt-id")?.parse().ok()
}

/// The answers that are waited for, by number.
#[derive(Default)]
struct Receipts(Mutex<Pending>);

#[derive(Default)]
struct Pending {
    waiting: Numbered<oneshot::Sender<Answer>>,
    end: Option<Fault>,
    /// Nobody sends any more: what ends now ends in order.
    is_left: bool,
}

impl Receipts {
    fn register(&self) -> Result<(u64, oneshot::Receiver<Answer>), Fault> {
        let mut pending = self.lock();
        if let Some(end) = &pending.end {
            return Err(end.clone());
        }
        let (tell, answer) = oneshot::channel();
        Ok((pending.waiting.push(tell), answer))
    }

    /// Answers to the frame of this number; `None` if none waits under it.
    fn tell(&self, number: Option<u64>, answer: Answer) -> Option<()> {
        // Whoever waited may have given up.
        drop(self.take(number?)?.send(answer));
        Some(())
    }

    fn confirm(&self, number: Option<u64>) {
        // It may be for a frame that nobody waits for any more.
        let _ = self.tell(number, Ok(Verdict::Accepted));
    }

    fn take(&self, number: u64) -> Option<oneshot::Sender<Answer>> {
        self.lock().waiting.remove(number)
    }

    fn end(&self, fault: &Fault) {
        let waiting = {
            let mut pending = self.lock();
            pending.end = Some(fault.clone());
            pending.waiting.drain()
        };
        for tell in waiting {
            // As above.
            drop(tell.send(Err(fault.clone())));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Pending> {
        // Each change is whole before anything could panic.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn receipt(id: &str) -> Frame {
        Frame::new(Command::Receipt).with_header("receipt-id", id)
    }

    fn is_accepted(answer: &Result<Answer, oneshot::error::TryRecvError>) -> bool {
        matches!(answer, Ok(Ok(Verdict::Accepted)))
    }

    #[test]
    fn each_receipt_answers_the_frame_that_it_names_in_whatever_order() {
        let receipts = Receipts::default();
        let mut answers: Vec<_> = (0..3).map(|_| receipts.register().unwrap()).collect();
        assert_eq!(answers.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [0, 1, 2]);
        for id in ["2", "0"] {
            assert!(receipts.tell(number_of(&receipt(id)), Ok(Verdict::Accepted)).is_some());
        }
        assert!(is_accepted(&answers[2].1.try_recv()) && is_accepted(&answers[0].1.try_recv()));
        assert!(answers[1].1.try_recv().is_err());
        assert_eq!(receipts.register().unwrap().0, 3);
    }

    #[test]
    fn a_receipt_that_names_nobody_answers_nobody() {
        let receipts = Receipts::default();
        let (number, _answer) = receipts.register().unwrap();
        receipts.take(number);
        for id in ["0", "1", "-1", "evil", ""] {
            assert!(receipts.tell(number_of(&receipt(id)), Ok(Verdict::Accepted)).is_none(), "{id}");
        }
        assert!(receipts.tell(number_of(&Frame::new(Command::Receipt)), Ok(Verdict::Accepted)).is_none());
    }

    #[test]
    fn the_end_answers_all_who_wait_and_whoever_comes_later() {
        let receipts = Receipts::default();
        let mut answers: Vec<_> = (0..3).map(|_| receipts.register().unwrap().1).collect();
        receipts.end(&Fault::gone("crashed"));
        for answer in &mut answers {
            assert!(matches!(answer.try_recv(), Ok(Err(fault)) if fault.said == "crashed"));
        }
        assert!(receipts.register().is_err());
    }
}
