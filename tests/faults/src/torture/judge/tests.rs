use super::*;
use crate::torture::{
    program::{Fate, Number},
    record::{Ending, Handled, Sent, Step},
};

fn number(place: u32) -> Number {
    Number { publisher: 1, life: 1, place }
}

/// The first places of orders with which no listener has anything against.
fn plain(count: usize) -> Vec<u64> {
    let places = (1..).map(number).filter(|number| !number.is_note() && number.place % 7 == 1);
    let plain = |n: &u64| ALL.into_iter().all(|listener| fate(listener, *n) == Fate::Handles);
    places.map(Number::as_u64).filter(plain).take(count).collect()
}

fn sent(n: u64, at: u64, step: Step) -> Sent {
    Sent { n, at, step }
}

/// Tried at 1, confirmed at 2.
fn confirmed(n: u64) -> [Sent; 2] {
    [sent(n, 1, Step::Tried(Some("k".into()))), sent(n, 2, Step::Confirmed)]
}

fn handled(n: u64, listener: Listener, begun: u64) -> Handled {
    Handled {
        n,
        id: format!("id-{n}"),
        listener: listener.name().into(),
        attempt: 1,
        redelivered: false,
        begun,
        ended: begun + 5,
        ending: Ending::Ok,
    }
}

/// Events that were confirmed, and handled by all one after the other.
fn well(events: &[u64]) -> Evidence {
    let by_all = events.iter().enumerate().flat_map(|(at, n)| {
        let orders = ALL.into_iter().filter(|listener| !listener.hears_notes());
        orders.map(move |listener| handled(*n, listener, 10 * (at as u64 + 1)))
    });
    Evidence {
        sent: events.iter().copied().flat_map(confirmed).collect(),
        handled: vec![("worker-1".into(), by_all.collect())],
        ..Evidence::default()
    }
}

fn letter(n: u64, listener: Listener, by_broker: bool) -> Letter {
    Letter { listener, n, by_broker, reason: "a reason".into() }
}

#[test]
fn what_everybody_handled_is_well() {
    let verdict = judge(&well(&plain(3)));
    assert!(verdict.is_well(), "{verdict:?}");
    assert_eq!((verdict.confirmed, verdict.handled, verdict.in_order), (3, 9, 4));
}

#[test]
fn what_one_listener_did_not_handle_is_lost() {
    let events = plain(3);
    let mut evidence = well(&events);
    evidence.handled[0].1.retain(|handled| handled.n != events[1] || handled.listener != "mail");
    let verdict = judge(&evidence);
    assert!(!verdict.is_well());
    assert!(matches!(&verdict.lost[..], [loss] if loss.n == events[1] && loss.listener == "mail"), "{verdict:?}");
}

#[test]
fn a_failed_attempt_is_no_handling() {
    let events = plain(1);
    let mut evidence = well(&events);
    evidence.handled[0].1[0].ending = Ending::Failed;
    assert_eq!(judge(&evidence).lost.len(), 1);
}

#[test]
fn what_was_not_confirmed_cannot_be_lost() {
    let mut evidence = well(&plain(1));
    evidence.sent.truncate(1);
    evidence.handled.clear();
    assert!(judge(&evidence).is_well());
}

#[test]
fn a_dead_letter_of_the_broker_is_not_lost() {
    let events = plain(1);
    let mut evidence = well(&events);
    evidence.handled[0].1.retain(|handled| handled.listener != "mail");
    evidence.letters.push(letter(events[0], Listener::Mail, true));
    let verdict = judge(&evidence);
    assert!(verdict.is_well() && verdict.dead_letters_of_broker == 1, "{verdict:?}");
}

#[test]
fn a_dead_letter_of_what_the_listener_would_handle_is_wrong() {
    let events = plain(1);
    let mut evidence = well(&events);
    evidence.letters.push(letter(events[0], Listener::Mail, false));
    let verdict = judge(&evidence);
    assert!(verdict.given_up_wrongly.len() == 1 && verdict.both == 1, "{verdict:?}");
}

#[test]
fn what_went_with_a_removed_queue_is_told_apart() {
    let events = plain(1);
    let mut evidence = well(&events);
    evidence.handled[0].1.retain(|handled| handled.listener != "mail");
    let removal = |listener, from, until| Removal { listener, from, until };
    evidence.removals = vec![removal(Listener::Mail, 2, 9)];
    let verdict = judge(&evidence);
    assert!(verdict.is_well() && verdict.removed == 1, "{verdict:?}");
    for other in [removal(Listener::Ledger, 2, 9), removal(Listener::Mail, 3, 9), removal(Listener::Mail, 0, 0)] {
        evidence.removals = vec![other];
        assert_eq!(judge(&evidence).lost.len(), 1, "{other:?}");
    }
}

#[test]
fn what_overtakes_its_key_is_reordered() {
    let events = plain(2);
    let mut evidence = well(&events);
    for handled in evidence.handled[0].1.iter_mut().filter(|handled| handled.listener == "ledger") {
        handled.begun = 100 - handled.begun;
        handled.ended = handled.begun + 1;
    }
    let verdict = judge(&evidence);
    assert!(matches!(&verdict.reordered[..], [loss] if loss.n == events[1]), "{verdict:?}");
}

#[test]
fn what_overtakes_its_key_where_that_moves_is_told_apart() {
    let events = plain(3);
    let mut evidence = well(&events);
    let of_ledger = |handled: &Handled| handled.listener == "ledger";
    evidence.handled[0].1.retain(|handled| !of_ledger(handled) || handled.n == events[0]);
    let moved = [handled(events[2], Listener::Ledger, 100), handled(events[1], Listener::Ledger, 110)];
    evidence.handled.push(("worker-2".into(), moved.into()));
    let verdict = judge(&evidence);
    assert!(verdict.is_well() && verdict.reordered_at_moves == 1, "{verdict:?}");
    // In the process that had the key it is no move.
    evidence.handled[1].0 = "worker-1".into();
    let verdict = judge(&evidence);
    assert!(matches!(&verdict.reordered[..], [loss] if loss.n == events[2]), "{verdict:?}");
}

#[test]
fn the_first_events_of_a_key_move_where_somebody_else_had_been_given_them() {
    let events = plain(2);
    let mut evidence = well(&events);
    for handled in evidence.handled[0].1.iter_mut().filter(|handled| handled.listener == "ledger") {
        handled.begun = 100 - handled.begun;
        handled.ended = handled.begun + 1;
        handled.redelivered = handled.n == events[0];
    }
    let verdict = judge(&evidence);
    assert!(verdict.is_well() && verdict.reordered_at_moves == 1, "{verdict:?}");
}

#[test]
fn what_is_on_its_way_when_connections_are_closed_may_be_reordered() {
    let events = plain(2);
    let mut evidence = well(&events);
    for handled in &mut evidence.handled[0].1 {
        handled.begun = 100 - handled.begun;
        handled.ended = handled.begun + 1;
    }
    evidence.closings = vec![(1, 2)];
    let verdict = judge(&evidence);
    assert!(verdict.is_well() && verdict.reordered_at_closings == 2, "{verdict:?}");
    evidence.closings = vec![(3, 4)];
    assert_eq!(judge(&evidence).reordered.len(), 2);
}

#[test]
fn what_comes_again_is_a_duplicate_and_no_disorder() {
    let events = plain(2);
    let mut evidence = well(&events);
    evidence.handled.push(("worker-2".into(), vec![handled(events[0], Listener::Ledger, 1_000)]));
    let verdict = judge(&evidence);
    assert!(verdict.is_well() && verdict.duplicated == 1, "{verdict:?}");
}

#[test]
fn what_was_said_not_to_have_left_and_came_is_sent_twice() {
    let events = plain(1);
    let mut evidence = well(&events);
    let mut other = handled(events[0], Listener::Ledger, 1_000);
    other.id = "another".into();
    evidence.handled[0].1.push(other);
    assert_eq!(judge(&evidence).sent_twice.len(), 1);
}

#[test]
fn what_nobody_sent_is_invented() {
    let mut evidence = well(&plain(1));
    evidence.sent.clear();
    assert!(!judge(&evidence).is_well());
}
