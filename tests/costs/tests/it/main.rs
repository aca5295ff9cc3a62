//! How often memory is asked for, event by event.
#![expect(clippy::panic, reason = "what cannot be measured fails the test")]

use tidings_costs::parts::PARTS;

/// So many are measured at once.
const ROUNDS: u64 = 1_000;

/// What grows by doubling may do so now and then.
const NOW_AND_THEN: f64 = 0.02;

/// Fails unless a round of the part asks for memory so many times, neither more nor less.
#[track_caller]
fn assert_allocations(part: &str, expected: f64) {
    let Some(part) = PARTS.iter().find(|known| known.name == part) else { panic!("no part {part}") };
    let mut warm = part.warm().unwrap_or_else(|error| panic!("{}: {error}", part.name));
    let mut ran = Ok(());
    let measured = allocation_counter::measure(|| ran = warm.run(ROUNDS));
    assert!(ran.is_ok(), "{}: {ran:?}", part.name);
    let each = measured.count_total as f64 / ROUNDS as f64;
    assert!((each - expected).abs() <= NOW_AND_THEN, "{}: {each} allocations a round, not {expected}", part.name);
}

#[test]
fn an_event_that_a_listener_handles_where_it_is_sent_allocates_once() {
    assert_allocations("inline", 1.0);
}

#[test]
fn each_further_listener_allocates_once() {
    assert_allocations("inline-four-listeners", 4.0);
}

#[test]
fn pipelines_that_set_headers_allocate_nothing() {
    assert_allocations("inline-with-headers", 1.0);
}

#[test]
fn each_pipeline_about_a_listener_allocates_once_and_so_does_the_listener() {
    assert_allocations("inline-wrapped", 3.0);
}

#[test]
fn reading_id_and_time_allocates_nothing() {
    assert_allocations("inline-identity-read", 1.0);
}

#[test]
fn a_listener_that_was_handed_over_allocates_as_any_other() {
    assert_allocations("inline-handed-over", 1.0);
}

#[test]
fn a_queued_event_allocates_its_envelope_and_its_attempt() {
    assert_allocations("queued", 2.0);
}

#[test]
fn attempts_that_take_turns_allocate_nothing_further() {
    assert_allocations("queued-concurrently", 2.0);
}

#[test]
fn events_sent_by_one_call_allocate_as_those_sent_one_after_the_other() {
    assert_allocations("queued-many-at-once", 2.02);
}

/// Nine of them are the event's: it is made with four, encoded with one, and decoded with four.
#[test]
fn an_encoded_event_allocates_as_often_as_before() {
    assert_allocations("encoded", 14.0);
}

#[test]
fn an_envelope_allocates_nothing_of_its_own() {
    assert_allocations("envelope", 0.0);
    assert_allocations("envelope-identity", 0.0);
}

#[test]
fn a_frame_of_stomp_is_read_with_three_allocations_its_body_among_them() {
    assert_allocations("stomp-decode", 3.0);
}
