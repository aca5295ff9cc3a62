//! Deliberately broken providers: the suite fails on each of them, and passes on the same provider when it is honest.

#![expect(clippy::panic, clippy::expect_used, reason = "a failed expectation fails the test")]

mod defects;
mod judge;

use defects::{
    AcceptsWhatItReturns, AcceptsWhenGiven, ConfirmsWhatItDrops, CutsLongBodies, DeliversTwice, ForgetsDeadLetters,
    Honest, IgnoresDelays, LosesHeaders, LosesKeys, RenewsIds, Reorders, SendsRetriesToEverybody, TakesIdsForUnique,
};
use judge::{fails, keeps};

/// What the defects below break, kept where nothing is broken.
#[test]
fn an_honest_wrapper_keeps_what_the_broken_ones_break() {
    for (_, broken) in CASES {
        broken.iter().for_each(|name| keeps(Honest, name));
    }
}

macro_rules! cases {
    ($($test:ident: $defect:expr => [$($name:literal),+ $(,)?];)*) => {
        /// Each defect, and the guarantees that it breaks.
        const CASES: &[(&str, &[&str])] = &[$((stringify!($test), &[$($name),+])),*];

        $(
            #[test]
            fn $test() {
                $(fails($defect, $name);)+
            }
        )*
    };
}

cases! {
    the_suite_fails_on_a_provider_that_settles_early: AcceptsWhenGiven => [
        "shutdown::a_shutdown_at_its_limit_gives_back_what_is_not_settled",
    ];
    the_suite_fails_on_a_provider_that_loses_headers: LosesHeaders => [
        "headers::headers_arrive_as_they_were_set_and_no_others",
        "headers::an_empty_header_is_there_and_a_missing_one_is_not",
        "pipelines::a_header_that_a_pipeline_sets_on_sending_arrives",
    ];
    the_suite_fails_on_a_provider_that_delivers_twice_to_one_queue: DeliversTwice => [
        "competing::a_listener_in_several_managers_handles_each_event_once",
        "order::events_come_in_the_order_in_which_they_were_sent",
    ];
    the_suite_fails_on_a_provider_that_ignores_delays: IgnoresDelays => [
        "delay::a_delayed_event_comes_after_its_delay",
        "delay::later_events_overtake_a_delayed_one",
        "retry::a_requeued_delivery_waits_for_its_backoff",
    ];
    the_suite_fails_on_a_provider_that_reorders: Reorders => [
        "order::events_come_in_the_order_in_which_they_were_sent",
        "keys::events_of_one_key_keep_their_order_and_never_overlap",
    ];
    the_suite_fails_on_a_provider_that_drops_on_close: AcceptsWhatItReturns => [
        "shutdown::a_shutdown_at_its_limit_gives_back_what_is_not_settled",
    ];
    the_suite_fails_on_a_provider_that_confirms_what_it_has_not_stored: ConfirmsWhatItDrops => [
        "order::events_come_in_the_order_in_which_they_were_sent",
        "pressure::events_wait_for_a_busy_listener_and_none_is_lost",
    ];
    the_suite_fails_on_a_provider_that_takes_equal_ids_of_different_queues_for_duplicates: TakesIdsForUnique::default() => [
        "retry::two_listeners_that_both_fail_both_get_every_retry",
        "dead_letters::two_servers_that_dead_letter_one_event_leave_two_dead_letters",
        "replay::a_dead_letter_sent_again_twice_that_fails_again_is_there_again",
    ];
    the_suite_fails_on_a_provider_that_sends_retries_to_every_listener: SendsRetriesToEverybody => [
        "retry::a_retry_goes_to_the_listener_that_failed_alone",
    ];
    the_suite_fails_on_a_provider_that_gives_every_copy_an_id_of_its_own: RenewsIds => [
        "retry::a_retry_is_the_same_event_but_for_its_attempt",
        "dead_letters::a_dead_letter_says_what_failed_where_and_how_often",
    ];
    the_suite_fails_on_a_provider_that_loses_keys: LosesKeys => [
        "envelope::the_key_of_an_event_and_the_key_of_a_send_arrive",
    ];
    the_suite_fails_on_a_provider_that_cuts_long_bodies: CutsLongBodies => [
        "bodies::a_body_of_five_megabytes_arrives_unchanged",
        "bodies::binary_bodies_of_every_length_arrive_unchanged",
    ];
    the_suite_fails_on_a_provider_that_forgets_dead_letters: ForgetsDeadLetters => [
        "dead_letters::dead_letters_outlive_the_listener",
        "dead_letters::listing_dead_letters_leaves_them_where_they_are",
    ];
}
