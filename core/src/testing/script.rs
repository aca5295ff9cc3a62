use std::sync::Arc;

use super::{
    answer::{Answer, Sent},
    offer::Offered,
    provider::ScriptedProvider,
    queue::Queue,
    shared::{Operation, Shared, State},
};
use crate::{
    error::{ErrorKind, Problem},
    provider::{Capabilities, Health},
    sending::SharedEnvelope,
};

/// What a [`ScriptedProvider`] does, and what it saw; cheap to clone.
///
/// Unless told otherwise it can do everything but inline dispatch, wants encoded bodies, and confirms every offer. It
/// keeps what it saw for as long as it lives.
#[derive(Clone)]
pub struct Script(Arc<Shared>);

impl Default for Script {
    fn default() -> Self {
        Self::new()
    }
}

impl Script {
    /// A script that confirms everything.
    pub fn new() -> Self {
        Self(Arc::new(Shared::new()))
    }

    /// The provider, under the name `script`.
    pub fn provider(&self) -> ScriptedProvider {
        self.provider_named("script")
    }

    /// The provider, under a name of its own.
    pub fn provider_named(&self, name: &str) -> ScriptedProvider {
        ScriptedProvider { shared: self.0.clone(), name: name.to_owned() }
    }

    /// Changes what the provider can do; before `build()`, to be of use.
    #[must_use]
    pub fn able(self, change: impl FnOnce(&mut Capabilities)) -> Self {
        self.0.change(|state| change(&mut state.capabilities));
        self
    }

    /// Has everything that is awaited of the provider wait a turn before it does something, and after it where that can
    /// be told apart: so a test can drop it at either point.
    #[must_use]
    pub fn hesitating(self) -> Self {
        self.0.change(|state| state.hesitates = true);
        self
    }

    /// Has `build()` find this problem.
    pub fn find(&self, problem: Problem) {
        self.0.change(|state| state.problems.push(problem));
    }

    /// Fails the next attempt to connect.
    pub fn fail_connect(&self, kind: ErrorKind) {
        self.0.change(|state| state.connect.push_back(kind));
    }

    /// Refuses to open this queue until [`permit_subscribe`](Self::permit_subscribe).
    pub fn refuse_subscribe(&self, queue: &str, kind: ErrorKind) {
        self.refuse(Operation::Subscribe, queue, kind);
    }

    /// Opens this queue again.
    pub fn permit_subscribe(&self, queue: &str) {
        self.0.change(|state| state.refused.remove(&(Operation::Subscribe, queue.to_owned())));
    }

    /// Refuses sending to this address when a start verifies that.
    pub fn refuse_verify(&self, address: &str, kind: ErrorKind) {
        self.refuse(Operation::Verify, address, kind);
    }

    /// Refuses to open the dead letters of this name.
    pub fn refuse_dead_letters(&self, queue: &str, kind: ErrorKind) {
        self.refuse(Operation::DeadLetters, queue, kind);
    }

    /// Fails closing.
    pub fn fail_close(&self, kind: ErrorKind) {
        self.0.change(|state| state.close_fails = Some(kind));
    }

    /// Gives this back when the connection is closed, as what is lost with the process.
    pub fn keep_undelivered(&self, envelope: SharedEnvelope) {
        self.0.change(|state| state.undelivered.push(envelope));
    }

    /// Answers every offer of this sort so, unless the next ones have an answer of their own.
    pub fn answer(&self, sent: Sent, answer: Answer) {
        self.0.change(|state| state.answers.always(sent, answer));
    }

    /// Answers the next offer of this sort so; those of several calls follow each other.
    pub fn answer_next(&self, sent: Sent, answer: Answer) {
        self.0.change(|state| state.answers.once(sent, answer));
    }

    /// Every offer so far, in order.
    pub fn offers(&self) -> Vec<Offered> {
        self.0.state().offers.clone()
    }

    /// Waits until at least `n` offers were made, and gives them all, in order.
    ///
    /// # Cancel safety
    /// A dropped call changes nothing.
    pub async fn offered(&self, n: usize) -> Vec<Offered> {
        self.0.until(|state| (state.offers.len() >= n).then(|| state.offers.clone())).await
    }

    /// The queue of this name, `<listener>` or `<listener>-<server name>`.
    pub fn queue(&self, name: &str) -> Queue {
        Queue::new(self.0.clone(), name)
    }

    /// The dead letters kept under this name, `dead_letter.<event>.<listener>`.
    pub fn dead_letters(&self, queue: &str) -> Vec<SharedEnvelope> {
        self.0.letters.of(queue, |letters| letters.clone())
    }

    /// Puts a dead letter there that another process wrote.
    pub fn keep_dead_letter(&self, queue: &str, letter: SharedEnvelope) {
        self.0.letters.of(queue, |letters| letters.push(letter));
    }

    /// Puts the connection into this state.
    pub fn set_health(&self, health: Health) {
        self.0.health.send_replace(health);
    }

    /// How many connections were made, the closed ones included.
    pub fn connections(&self) -> usize {
        self.0.state().connected
    }

    /// How many connections were closed.
    pub fn closed(&self) -> usize {
        self.0.state().closed
    }

    /// How often the provider was asked to have its queues worked off.
    pub fn worked_off(&self) -> usize {
        self.0.state().worked_off
    }

    /// The addresses to which sending was verified.
    pub fn verified(&self) -> Vec<String> {
        self.0.state().verified.clone()
    }

    /// The queues that were removed.
    pub fn removed(&self) -> Vec<String> {
        self.0.state().removed.clone()
    }

    fn refuse(&self, operation: Operation, name: &str, kind: ErrorKind) {
        self.0.change(|state: &mut State| state.refused.insert((operation, name.to_owned()), kind));
    }
}
