//! The scenarios, by what they are about.

mod browsing;
mod credit;
mod dead_letters;
mod delays;
mod duplicates;
mod full;
mod groups;
mod leaving;
mod managing;
mod restarts;
mod routing;
mod volatile;

use super::{
    case::{Case, Over},
    failed::Failed,
    script::Script,
    world::World,
};
use crate::Protocol;

/// How a scenario ends.
type Ended = Result<(), Failed>;

const BOTH: Over = Over::Both;
const AMQP: Over = Over::Only(Protocol::Amqp);
const STOMP: Over = Over::Only(Protocol::Stomp);

macro_rules! cases {
    ($($topic:ident: $($over:ident $name:ident),+;)+) => {
        vec![$($(Case {
            name: stringify!($name),
            over: $over,
            restarts: matches!(stringify!($topic).as_bytes(), b"restarts"),
            script: |script| Box::pin($topic::$name(script)),
        }),+),+]
    };
}

/// Every scenario.
pub fn all<W: World>() -> Vec<Case<W>> {
    cases! {
        routing:
            BOTH every_queue_of_an_address_gets_a_copy,
            BOTH what_no_queue_gets_is_gone,
            BOTH a_full_name_reaches_its_queue_alone,
            BOTH a_full_name_without_a_queue_makes_one,
            BOTH a_full_name_at_another_address_loses_what_is_sent,
            BOTH a_queue_of_another_address_gives_nothing_of_this_one,
            BOTH attaching_makes_a_durable_queue,
            BOTH a_queue_without_a_name_goes_with_its_link,
            BOTH two_receivers_of_a_queue_take_turns;
        volatile:
            BOTH a_volatile_queue_goes_after_its_last_consumer,
            BOTH a_send_makes_a_volatile_queue_anew_as_a_durable_one,
            BOTH a_volatile_queue_without_a_consumer_yet_stays,
            BOTH a_volatile_queue_is_gone_after_a_crash_of_its_consumer;
        leaving:
            BOTH what_a_lost_connection_held_comes_again_in_order,
            BOTH what_is_left_politely_comes_again_uncounted,
            BOTH what_was_accepted_before_a_cut_does_not_come_again,
            BOTH what_is_released_comes_again_and_is_never_counted,
            BOTH others_get_what_a_lost_connection_held,
            BOTH a_single_one_is_settled_out_of_order;
        dead_letters:
            BOTH lost_connections_end_in_a_dead_letter,
            STOMP lost_connections_count_all_that_was_given,
            BOTH without_a_dead_letter_address_it_is_dropped,
            BOTH a_dead_letter_of_ours_is_for_one_reader,
            BOTH a_dead_letter_sent_to_everybody_is_lost,
            BOTH a_second_send_of_the_other_sort_makes_no_queue,
            BOTH without_a_route_it_goes_to_the_dead_letters;
        duplicates:
            BOTH a_second_send_under_one_id_is_accepted_and_dropped,
            BOTH an_id_is_shared_by_all_queues_of_an_address,
            BOTH an_id_with_its_queue_in_it_reaches_each,
            BOTH other_addresses_know_nothing_of_an_id,
            BOTH an_id_counts_although_no_queue_got_it;
        delays:
            BOTH what_is_delayed_is_overtaken,
            BOTH delays_end_in_their_order,
            BOTH a_delay_to_one_queue_reaches_it_alone,
            BOTH what_is_delayed_holds_no_group,
            BOTH a_delayed_one_counts_as_waiting;
        groups:
            BOTH a_group_stays_with_its_consumer,
            BOTH groups_move_when_their_consumer_leaves,
            BOTH groups_move_in_order_when_their_consumer_is_lost,
            BOTH a_new_consumer_gets_new_groups_only;
        credit:
            BOTH no_more_is_given_than_there_is_credit,
            AMQP credit_is_what_may_come_from_now_on,
            BOTH accepting_gives_no_credit;
        browsing:
            BOTH browsing_takes_nothing,
            BOTH one_event_is_looked_for,
            BOTH what_the_broker_gave_up_on_is_looked_for_by_its_queue;
        managing:
            BOTH a_queue_that_exists_is_not_created,
            BOTH a_queue_at_another_address_is_named,
            BOTH what_a_queue_is_can_be_read,
            BOTH who_listens_can_be_read,
            BOTH a_queue_with_a_consumer_is_not_destroyed,
            BOTH what_does_not_exist_says_so,
            BOTH the_settings_of_an_address_can_be_read,
            AMQP changes_of_bindings_are_announced;
        full:
            BOTH a_full_address_refuses,
            AMQP a_full_address_blocks_until_there_is_room,
            STOMP a_full_address_that_blocks_takes_everything;
        restarts:
            BOTH what_is_durable_survives,
            BOTH an_empty_queue_survives,
            BOTH a_created_queue_survives, BOTH what_was_held_comes_again,
            BOTH what_was_accepted_does_not_come_again,
            BOTH an_id_is_known_afterwards,
            BOTH what_is_delayed_comes_afterwards,
            BOTH a_delay_goes_on_afterwards,
            BOTH a_volatile_queue_does_not_survive;
    }
}
