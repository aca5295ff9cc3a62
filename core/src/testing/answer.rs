use std::collections::VecDeque;

use crate::{
    error::{Error, ErrorKind},
    provider::Target,
};

/// How an offer ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Answer {
    /// Confirmed at once.
    Confirm,
    /// Surely not sent, for this reason.
    Refuse(ErrorKind),
    /// It may have arrived, but this went wrong.
    Undecided(ErrorKind),
    /// It waits for room until the test decides, and may be taken back.
    Wait,
    /// It has left, and waits for the test to decide.
    Leave,
    /// There is no room: what may wait waits, what may not fails, and what passes beside the window is confirmed.
    Full,
}

/// What is offered, as far as a script answers differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Sent {
    /// Events to their address.
    Events,
    /// Retries and replays to one queue.
    Copies,
    /// Dead letters.
    DeadLetters,
}

impl Sent {
    pub(super) fn of(target: &Target) -> Self {
        match target {
            Target::Address(_) => Self::Events,
            Target::Queue(_) => Self::Copies,
            Target::DeadLetters(_) => Self::DeadLetters,
        }
    }
}

/// The answers to what is sent: those for the next offers, then one for all others.
pub(super) struct Answers([(Answer, VecDeque<Answer>); 3]);

impl Default for Answers {
    fn default() -> Self {
        Self([const { (Answer::Confirm, VecDeque::new()) }; 3])
    }
}

impl Answers {
    pub(super) fn always(&mut self, sent: Sent, answer: Answer) {
        self.0[sent as usize].0 = answer;
    }

    pub(super) fn once(&mut self, sent: Sent, answer: Answer) {
        self.0[sent as usize].1.push_back(answer);
    }

    pub(super) fn next(&mut self, sent: Sent) -> Answer {
        let (always, once) = &mut self.0[sent as usize];
        once.pop_front().unwrap_or(*always)
    }
}

/// The error that a script asked for.
pub(super) fn scripted(kind: ErrorKind) -> Error {
    Error::new(kind, "do what the script refuses")
}
