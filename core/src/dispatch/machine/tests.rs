use std::{sync::Arc, time::Duration};

use tokio::time::Instant;

use super::*;
use crate::{
    policy::{Backoff, Policy, Retry},
    runtime::Runtime,
};

const PAUSE: Duration = Duration::from_millis(100);

struct Bench {
    machine: Machine,
    now: Instant,
}

impl Bench {
    fn new(policy: Policy) -> Self {
        let retry = policy.retry.backoff(Backoff::fixed(PAUSE));
        let rules =
            Rules { policy: policy.retry(retry), can_delay: true, prefetch_bytes: 1_000, runtime: Runtime::system() };
        let mut bench = Self { machine: Machine::new(rules), now: Instant::now() };
        assert_eq!(bench.step(Input::Opened), [Action::Grant(1)]);
        bench
    }

    fn step(&mut self, input: Input) -> Vec<Action> {
        let mut actions = Vec::new();
        self.machine.step(input, &mut actions);
        actions
    }

    /// A delivery, and what is done besides granting credit.
    fn receive(&mut self, key: Option<&str>) -> (SlotId, Vec<Action>) {
        let mut actions = Vec::new();
        let arrival = Arrival { attempt: 1, bytes: 100, key: key.map(Arc::from), redelivered: false, mark: None };
        let id = self.machine.receive(arrival);
        self.machine.go_on(&mut actions);
        (id, without_grants(actions))
    }

    fn fail(&mut self, id: SlotId) -> Vec<Action> {
        let end = End::Failed { permanent: false, now: self.now };
        without_grants(self.step(Input::Ended { id, end }))
    }

    fn handle(&mut self, id: SlotId) -> Vec<Action> {
        without_grants(self.step(Input::Ended { id, end: End::Handled }))
    }

    fn pass(&mut self, time: Duration) -> Vec<Action> {
        self.now += time;
        without_grants(self.step(Input::Tick { now: self.now }))
    }
}

fn without_grants(actions: Vec<Action>) -> Vec<Action> {
    actions.into_iter().filter(|action| !matches!(action, Action::Grant(_))).collect()
}

fn start(id: SlotId, attempt: u32) -> Action {
    Action::Start { id, attempt }
}

fn settle(id: SlotId, fate: Fate) -> Action {
    Action::Settle { id, fate }
}

fn accept(id: SlotId) -> Action {
    Action::Settle { id, fate: Fate::Accepted }
}

fn give_back(id: SlotId) -> Action {
    Action::Settle { id, fate: Fate::Returned }
}

#[test]
fn a_handled_delivery_is_accepted() {
    let mut bench = Bench::new(Policy::DEFAULT);
    let (id, actions) = bench.receive(None);
    assert_eq!(actions, [start(id, 1)]);
    assert_eq!(bench.handle(id), [accept(id)]);
}

#[test]
fn a_failed_delivery_is_accepted_only_after_its_copy_is_confirmed() {
    let mut bench = Bench::new(Policy::DEFAULT);
    let (id, _) = bench.receive(None);
    let copy = Copy::Retry { attempt: 2, delay: PAUSE };
    assert_eq!(bench.fail(id), [Action::Write { id, copy }]);
    let now = bench.now;
    assert_eq!(without_grants(bench.step(Input::Written { id, ok: true, now })), [settle(id, Fate::Retried)]);
}

#[test]
fn a_permanent_failure_and_used_up_attempts_are_dead_lettered() {
    let mut bench = Bench::new(Policy::DEFAULT.retry(Retry::NONE));
    let (id, _) = bench.receive(None);
    assert_eq!(bench.fail(id), [Action::Write { id, copy: Copy::DeadLetter { attempts: 1 } }]);
    let mut bench = Bench::new(Policy::DEFAULT);
    let (id, _) = bench.receive(None);
    let end = End::Failed { permanent: true, now: bench.now };
    let actions = without_grants(bench.step(Input::Ended { id, end }));
    assert_eq!(actions, [Action::Write { id, copy: Copy::DeadLetter { attempts: 1 } }]);
}

#[test]
fn a_retry_whose_copy_cannot_be_written_goes_on_in_place() {
    let mut bench = Bench::new(Policy::DEFAULT);
    let (id, _) = bench.receive(None);
    bench.fail(id);
    let now = bench.now;
    assert_eq!(without_grants(bench.step(Input::Written { id, ok: false, now })), []);
    assert_eq!(bench.pass(PAUSE), [start(id, 2)]);
    assert_eq!(bench.handle(id), [accept(id)]);
}

#[test]
fn a_dead_letter_that_cannot_be_written_is_held_and_tried_again_never_accepted() {
    let mut bench = Bench::new(Policy::DEFAULT.retry(Retry::NONE));
    let (id, _) = bench.receive(None);
    let write = || Action::Write { id, copy: Copy::DeadLetter { attempts: 1 } };
    bench.fail(id);
    for _ in 0..3 {
        let now = bench.now;
        let actions = without_grants(bench.step(Input::Written { id, ok: false, now }));
        assert_eq!(actions, [Action::Strained(Some(Strain::DeadLettersRefused))]);
        assert_eq!(bench.pass(PAUSE), [write(), Action::Strained(None)]);
    }
}

#[test]
fn later_events_of_a_key_wait_behind_its_retry_and_other_keys_go_on() {
    let mut bench = Bench::new(Policy::DEFAULT);
    let (a1, _) = bench.receive(Some("a"));
    assert_eq!(bench.fail(a1), []);
    let (a2, actions) = bench.receive(Some("a"));
    assert_eq!(actions, []);
    let (b, actions) = bench.receive(Some("b"));
    assert_eq!(actions, [start(b, 1)]);
    bench.handle(b);
    assert_eq!(bench.pass(PAUSE), [start(a1, 2)]);
    assert_eq!(bench.handle(a1), [accept(a1), start(a2, 1)]);
}

#[test]
fn those_behind_a_waiting_key_do_not_keep_other_keys_from_being_fetched() {
    let mut bench = Bench::new(Policy::DEFAULT);
    let (a1, _) = bench.receive(Some("a"));
    let end = End::Failed { permanent: false, now: bench.now };
    assert_eq!(bench.step(Input::Ended { id: a1, end }), [Action::Grant(1)]);
    let mut actions = Vec::new();
    let arrival = Arrival { attempt: 1, bytes: 100, key: Some("a".into()), redelivered: false, mark: None };
    bench.machine.receive(arrival);
    bench.machine.go_on(&mut actions);
    assert_eq!(actions, [Action::Grant(1)]);
}

#[test]
fn without_a_key_the_whole_queue_waits_behind_a_retry_in_place() {
    let mut bench = Bench::new(Policy::DEFAULT.concurrency(4).retry(Retry::DEFAULT.in_place()));
    let (first, _) = bench.receive(None);
    assert_eq!(bench.fail(first), []);
    let (second, actions) = bench.receive(None);
    assert_eq!(actions, []);
    assert_eq!(bench.pass(PAUSE), [start(first, 2), start(second, 1)]);
}

#[test]
fn events_of_one_key_never_overlap_and_keep_their_order() {
    let mut bench = Bench::new(Policy::DEFAULT.concurrency(8).retry(Retry::DEFAULT.requeue()));
    let (a1, started) = bench.receive(Some("a"));
    assert_eq!(started, [start(a1, 1)]);
    let (a2, started) = bench.receive(Some("a"));
    assert_eq!(started, []);
    let (b1, started) = bench.receive(Some("b"));
    assert_eq!(started, [start(b1, 1)]);
    assert_eq!(bench.handle(a1), [accept(a1), start(a2, 1)]);
}

#[test]
fn what_had_not_begun_is_returned_at_shutdown_and_what_runs_is_finished() {
    let mut bench = Bench::new(Policy::DEFAULT);
    let (running, _) = bench.receive(None);
    let (waiting, _) = bench.receive(None);
    assert_eq!(bench.step(Input::Drain), [give_back(waiting)]);
    assert_eq!(bench.handle(running), [accept(running), Action::Drained]);
}

#[test]
fn copies_are_confirmed_before_a_shutdown_is_over() {
    let mut bench = Bench::new(Policy::DEFAULT);
    let (id, _) = bench.receive(None);
    bench.step(Input::Drain);
    assert_eq!(bench.fail(id), [Action::Write { id, copy: Copy::Retry { attempt: 2, delay: PAUSE } }]);
    let now = bench.now;
    assert_eq!(bench.step(Input::Written { id, ok: true, now }), [settle(id, Fate::Retried), Action::Drained]);
}

#[test]
fn a_lost_epoch_forgets_what_had_not_begun_and_settles_nothing_of_what_runs() {
    let mut bench = Bench::new(Policy::DEFAULT);
    let (running, _) = bench.receive(None);
    let (waiting, _) = bench.receive(None);
    assert_eq!(bench.step(Input::Lost), [Action::Forget { id: waiting }]);
    // What runs on may never end: it does not take the new epoch's credit.
    assert_eq!(bench.step(Input::Opened), [Action::Grant(1)]);
    assert_eq!(bench.step(Input::Ended { id: running, end: End::Handled }), [Action::Forget { id: running }]);
}

#[test]
fn a_key_stays_closed_while_an_attempt_of_a_lost_epoch_runs() {
    let mut bench = Bench::new(Policy::DEFAULT.concurrency(8));
    let (old, _) = bench.receive(Some("a"));
    bench.step(Input::Lost);
    bench.step(Input::Opened);
    let (again, actions) = bench.receive(Some("a"));
    assert_eq!(actions, []);
    assert_eq!(bench.handle(old), [Action::Forget { id: old }, start(again, 1)]);
}

#[test]
fn the_listener_pauses_when_half_of_what_is_fetched_waits_in_retries() {
    let mut bench = Bench::new(Policy::DEFAULT.prefetch(4));
    for key in ["a", "b"] {
        let (id, _) = bench.receive(Some(key));
        assert_eq!(bench.fail(id), []);
    }
    let (id, _) = bench.receive(Some("c"));
    assert_eq!(bench.fail(id), [Action::Strained(Some(Strain::Parked))]);
    bench.now += PAUSE;
    let now = bench.now;
    let actions = bench.step(Input::Tick { now });
    assert!(actions.contains(&Action::Strained(None)), "{actions:?}");
}

#[test]
fn a_provider_that_cannot_delay_gets_its_copy_after_the_pause() {
    let mut bench = Bench::new(Policy::DEFAULT);
    bench.machine.rules.can_delay = false;
    let (id, _) = bench.receive(None);
    assert_eq!(bench.fail(id), []);
    let copy = Copy::Retry { attempt: 2, delay: Duration::ZERO };
    assert_eq!(bench.pass(PAUSE), [Action::Write { id, copy }]);
}

#[test]
fn nothing_further_is_asked_for_while_too_many_bytes_are_unsettled() {
    let mut bench = Bench::new(Policy::DEFAULT);
    bench.machine.rules.prefetch_bytes = 150;
    let (first, _) = bench.receive(None);
    let (second, _) = bench.receive(None);
    let actions = bench.step(Input::Ended { id: first, end: End::Handled });
    assert!(actions.iter().any(|action| matches!(action, Action::Grant(_))), "{actions:?}");
    bench.receive(None);
    let mut actions = Vec::new();
    let arrival = Arrival { attempt: 1, bytes: 100, key: None, redelivered: false, mark: None };
    bench.machine.receive(arrival);
    bench.machine.go_on(&mut actions);
    assert!(!actions.iter().any(|action| matches!(action, Action::Grant(_))), "{actions:?}");
    bench.handle(second);
}
