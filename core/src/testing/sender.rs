use std::sync::Arc;

use super::{
    answer::{Answer, Sent, scripted},
    offer::{Offered, To, snapshot},
    shared::{Shared, State},
};
use crate::{
    error::ErrorKind,
    provider::{Admission, Outcome, Receipt, Sender, Target, Ticket},
    sending::SharedEnvelope,
};

/// Shows its offers to the script, and ends them as that says.
pub(super) struct ScriptedSender {
    shared: Arc<Shared>,
    target: Target,
}

impl ScriptedSender {
    pub(super) fn new(shared: Arc<Shared>, target: Target) -> Self {
        Self { shared, target }
    }
}

impl Sender for ScriptedSender {
    fn offer(&self, parcel: SharedEnvelope, admission: Admission) -> Receipt {
        let envelope = snapshot(&parcel);
        // Whoever is told `NotSent` may rely on nobody else holding it.
        drop(parcel);
        self.shared.change(|state| {
            let ((receipt, confirmed), ticket) = receipt(state.answer(&self.target), admission);
            let letters = self.shared.letters.clone();
            let offered = Offered::new(letters, To::from(&self.target), admission, envelope, ticket);
            if confirmed {
                offered.keep();
            }
            state.offers.push(offered);
            receipt
        })
    }

    fn is_inline(&self) -> bool {
        matches!(self.target, Target::Address(_)) && self.shared.state().capabilities.inline
    }
}

/// The receipt, whether it says "confirmed", and the ticket if the test is to decide.
fn receipt(answer: Answer, admission: Admission) -> ((Receipt, bool), Option<Ticket>) {
    let ready = |outcome: Outcome| {
        let confirmed = matches!(outcome, Outcome::Confirmed);
        ((Receipt::ready(outcome), confirmed), None)
    };
    match (answer, admission) {
        (Answer::Confirm, _) | (Answer::Full, Admission::Beside) => ready(Outcome::Confirmed),
        (Answer::Refuse(kind), _) => ready(Outcome::NotSent(scripted(kind))),
        (Answer::Undecided(kind), _) => ready(Outcome::Undecided(scripted(kind))),
        (Answer::Full, Admission::Now) => ready(Outcome::NotSent(scripted(ErrorKind::Full))),
        (Answer::Wait, _) | (Answer::Full, Admission::Wait) => pending(false),
        (Answer::Leave, _) => pending(true),
    }
}

fn pending(leaves: bool) -> ((Receipt, bool), Option<Ticket>) {
    let (receipt, ticket) = Receipt::pending();
    // Nobody can have taken it back: the receipt is still here.
    let _left = leaves && ticket.take();
    ((receipt, false), Some(ticket))
}

impl State {
    fn answer(&mut self, target: &Target) -> Answer {
        if self.connected <= self.closed {
            return Answer::Refuse(ErrorKind::Closed);
        }
        self.answers.next(Sent::of(target))
    }
}
