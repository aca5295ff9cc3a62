use std::{
    collections::VecDeque,
    future::Future,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tidings_core::{
    Error, ErrorKind,
    envelope::Parcel,
    mutants::Mutant,
    provider::{Admission, Outcome, Receipt},
};
use tokio::{select, sync::Notify};

use super::{
    Route,
    guard::Passage,
    item::{Item, Left},
};
use crate::{
    envelope, error,
    link::{Fault, Verdict},
    window::{Blame, Budget, Ticket, Window, Withdrawn},
};

/// What an envelope occupies beside its body and headers, by estimate.
const OVERHEAD_BYTES: usize = 512;

/// Keeps what was offered until its fate is known.
pub(crate) struct Outbox {
    route: Route,
    budget: Budget,
    state: Mutex<State>,
    /// There may be something to do.
    pub(crate) work: Arc<Notify>,
    /// A sender took something back.
    pub(crate) taken_back: Arc<Notify>,
    /// Nobody will offer anything any more.
    pub(crate) retired: Notify,
    emptied: Notify,
}

#[derive(Default)]
struct State {
    window: Window<Item>,
    // Without room in the budget yet, in the order of their offers. Each is held by the call that waits for it, so
    // their number is bounded by the program's tasks.
    waiting: VecDeque<(usize, Item)>,
    is_closed: bool,
}

/// An envelope to be transferred.
pub(super) struct Next {
    pub(super) ticket: Ticket,
    /// Whether it is a copy of ours: those who would make room must not wait for room.
    pub(super) is_copy: bool,
    pub(super) parcel: Arc<dyn Parcel>,
    pub(super) duplicate_id: Option<String>,
    pub(super) passage: Passage,
}

/// What there is to do.
pub(super) enum Taken {
    Nothing,
    /// There is something, and who would get it has to be asked first.
    Wait,
    Next(Next),
}

impl Outbox {
    pub(crate) fn new(route: Route, budget: Budget) -> Self {
        Self {
            route,
            budget,
            state: Mutex::default(),
            work: Arc::default(),
            taken_back: Arc::default(),
            retired: Notify::new(),
            emptied: Notify::new(),
        }
    }

    pub(crate) fn route(&self) -> &Route {
        &self.route
    }

    pub(crate) fn offer(&self, parcel: Arc<dyn Parcel>, admission: Admission) -> Receipt {
        let envelope = parcel.envelope();
        // In the caller's task: what cannot be encoded never enters, and the work is spread over the callers.
        let bytes = match envelope.body() {
            Ok(body) => body.len() + envelope.headers().size_bytes() + OVERHEAD_BYTES,
            Err(error) => return Receipt::ready(Outcome::NotSent(error)),
        };
        let duplicate_id = envelope::duplicate_id(envelope, &self.route.destination);
        let mut state = self.lock();
        if state.is_closed {
            return Receipt::ready(Outcome::NotSent(error::closed("send an event")));
        }
        let room = match admission {
            Admission::Beside => None,
            // Whoever came first goes first.
            Admission::Now => match self.budget.take(bytes).filter(|_| state.waiting.is_empty()) {
                Some(room) => Some(room),
                None => return Receipt::ready(Outcome::NotSent(error::full())),
            },
            _ if state.waiting.is_empty() => self.budget.take_or_wait(bytes, &self.work),
            _ => None,
        };
        let is_copy = matches!(admission, Admission::Beside);
        let must_wait = room.is_none() && !is_copy;
        let (receipt, fate) = Receipt::pending();
        fate.wake_on_cancel(&self.taken_back);
        let item = Item { parcel, duplicate_id, room, fate, is_copy };
        if must_wait {
            state.waiting.push_back((bytes, item));
        } else {
            state.window.push(item);
        }
        drop(state);
        self.work.notify_one();
        receipt
    }

    /// The next envelope to transfer, which its sender can no longer take back unless the transfer has to
    /// [wait](Self::waits); `look` says whether it may go.
    pub(super) fn take_next(&self, look: impl FnOnce() -> Passage) -> Taken {
        let mut state = self.lock();
        self.admit(&mut state);
        if !state.window.has_next() {
            return Taken::Nothing;
        }
        let passage = look();
        if passage == Passage::Wait {
            return Taken::Wait;
        }
        loop {
            let Some((ticket, _)) = state.window.take_next() else {
                self.note_empty(&state);
                return Taken::Nothing;
            };
            let Some((item, was_sent)) = state.window.get(ticket) else { continue };
            if was_sent && Mutant::ForgetsUndecided.is_planted() {
                let forgotten = state.window.decided(ticket);
                forgotten.into_iter().for_each(|item| item.tell(Outcome::Confirmed));
                continue;
            }
            // One that was sent before and that nobody waits for is not sent behind anybody's back.
            let is_abandoned = item.fate.is_abandoned() && !Mutant::ResendsAbandoned.is_planted();
            if is_abandoned || !item.fate.take() {
                drop(state.window.give_up(ticket));
                continue;
            }
            let (parcel, duplicate_id) = (item.parcel.clone(), item.duplicate_id.clone());
            return Taken::Next(Next { ticket, is_copy: item.is_copy, parcel, duplicate_id, passage });
        }
    }

    /// The peer does not take this envelope yet: its sender may take it back, unless it left in an earlier epoch.
    pub(super) fn waits(&self, ticket: Ticket) {
        let state = self.lock();
        if let Some((item, false)) = state.window.get(ticket) {
            item.fate.give_back();
        }
    }

    /// Whether the transfer of this envelope may go on, which its sender can then no longer take back.
    pub(super) fn goes_on(&self, ticket: Ticket) -> bool {
        self.lock().window.get(ticket).is_some_and(|(item, _)| !item.fate.is_abandoned() && item.fate.take())
    }

    /// This envelope has left.
    pub(super) fn sent(&self, ticket: Ticket) {
        self.lock().window.sent(ticket);
    }

    /// Lets go of an envelope that was taken back before the peer took it.
    pub(super) fn give_up(&self, ticket: Ticket) {
        let given_up = {
            let mut state = self.lock();
            let given_up = state.window.give_up(ticket);
            self.note_empty(&state);
            given_up
        };
        drop(given_up);
    }

    fn admit(&self, state: &mut State) {
        while let Some((bytes, item)) = state.waiting.front() {
            if !item.fate.is_cancelled() {
                let Some(room) = self.budget.take_or_wait(*bytes, &self.work) else { return };
                if let Some((_, mut item)) = state.waiting.pop_front() {
                    item.room = Some(room);
                    state.window.push(item);
                }
            } else {
                state.waiting.pop_front();
            }
        }
    }

    /// The broker has decided.
    pub(super) fn decide(&self, ticket: Ticket, verdict: Verdict, is_unheard: bool) {
        match verdict {
            Verdict::Accepted if is_unheard => self.tell(ticket, Outcome::Unheard),
            Verdict::Accepted => self.tell(ticket, Outcome::Confirmed),
            Verdict::Rejected(fault) => self.refuse(ticket, fault),
            Verdict::Released => self.refuse(ticket, Fault::gone("the broker gave it back undone")),
        }
    }

    /// It surely did not arrive.
    pub(super) fn refuse(&self, ticket: Ticket, fault: Fault) {
        let error = fault.into_error("send an event").with("to", &self.route.name);
        self.tell(ticket, Outcome::NotSent(error));
    }

    pub(super) fn fail(&self, ticket: Ticket, error: Error) {
        self.tell(ticket, Outcome::NotSent(error));
    }

    /// Nobody would get it: it does not go, unless it went in an earlier epoch.
    pub(super) fn unroutable(&self, ticket: Ticket, error: Error) {
        let has_left = self.lock().window.get(ticket).is_some_and(|(_, has_left)| has_left);
        self.tell(ticket, if has_left { Outcome::Undecided(error) } else { Outcome::NotSent(error) });
    }

    fn tell(&self, ticket: Ticket, outcome: Outcome) {
        let decided = {
            let mut state = self.lock();
            let decided = state.window.decided(ticket);
            self.note_empty(&state);
            decided
        };
        if let Some(item) = decided {
            item.tell(outcome);
        }
    }

    /// The link is gone: what was under way goes again, but for what ended connections.
    pub(super) fn lost(&self, blame: Blame, cause: &Error) {
        let given_up = {
            let mut state = self.lock();
            let given_up = state.window.lost(blame);
            self.note_empty(&state);
            given_up
        };
        for (_, item) in given_up {
            tracing::error!(to = %self.route.name, event = ?item.parcel, "the connection ended over this event again and again, it is given up");
            let error = Error::new(ErrorKind::Rejected, "send an event")
                .with("problem", "the connection ended over it again and again")
                .with("to", &self.route.name)
                .with_source(cause.again());
            item.tell(Outcome::Undecided(error));
        }
    }

    /// Whether something in here may have ended a connection.
    pub(super) fn has_suspects(&self) -> bool {
        self.lock().window.has_suspects()
    }

    /// Does something that may take long, letting go meanwhile of what its senders took back: whoever tries again and
    /// again would pile it up otherwise.
    ///
    /// Boxed, since a sender's task, of which there may be many, has no need of its room afterwards.
    pub(super) fn beside<'a, T>(&'a self, work: impl Future<Output = T> + 'a) -> impl Future<Output = T> + 'a {
        let mut work = Box::pin(work);
        async move {
            loop {
                select! {
                    biased;
                    done = &mut work => return done,
                    () = self.taken_back.notified() => self.sweep(),
                }
            }
        }
    }

    /// Lets go of what its senders took back.
    pub(super) fn sweep(&self) {
        let swept = {
            let mut state = self.lock();
            let mut swept = state.window.withdraw_where(|item| item.fate.is_cancelled() || item.fate.is_abandoned());
            state.waiting.retain(|(_, item)| !item.fate.is_cancelled());
            swept.shrink_to_fit();
            self.note_empty(&state);
            swept
        };
        // Outside the lock: the room they had wakes others.
        drop(swept);
    }

    /// Nothing of this can be sent: tells everybody, and goes on empty.
    pub(super) fn fail_all(&self, error: &Error) {
        let (window, waiting) = self.take_all();
        for item in window.into_iter().chain(waiting) {
            let outcome =
                if item.was_sent { Outcome::Undecided(error.again()) } else { Outcome::NotSent(error.again()) };
            item.item.tell(outcome);
        }
    }

    /// Takes no more offers.
    pub(crate) fn close(&self) {
        let mut state = self.lock();
        state.is_closed = true;
        self.note_empty(&state);
        drop(state);
        self.work.notify_one();
    }

    /// Ends whoever serves it; only for one that is empty and that nobody holds who could offer.
    pub(crate) fn retire(&self) {
        self.close();
        self.retired.notify_one();
    }

    /// Waits until everything is decided.
    pub(crate) async fn emptied(&self) {
        loop {
            let emptied = self.emptied.notified();
            if self.is_empty() {
                return;
            }
            emptied.await;
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        let state = self.lock();
        state.window.is_empty() && state.waiting.is_empty()
    }

    fn take_all(&self) -> (Vec<Left>, Vec<Left>) {
        let mut state = self.lock();
        let window = state
            .window
            .drain()
            .map(|withdrawn| match withdrawn {
                Withdrawn::NotSent(item) => Left { item, was_sent: false },
                Withdrawn::Undecided(item) => Left { item, was_sent: true },
            })
            .collect();
        let waiting = state.waiting.drain(..).map(|(_, item)| Left { item, was_sent: false }).collect();
        self.note_empty(&state);
        (window, waiting)
    }

    fn note_empty(&self, state: &State) {
        if state.window.is_empty() && state.waiting.is_empty() {
            self.emptied.notify_waiters();
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // The window keeps its own invariants, whatever panicked beside it.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
