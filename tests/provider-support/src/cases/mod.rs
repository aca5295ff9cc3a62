//! The cases: the name of each is what it proves.

pub mod culprit;
pub mod dead_letters;
pub mod drops;
pub mod exchange;
pub mod faults;
pub mod full;
pub mod listeners;
pub mod order;
pub mod routing;
pub mod start;
pub mod topology;
pub mod unwritable;

/// Makes a test of each case for a [`Protocol`](crate::Protocol), given by its path.
#[macro_export]
macro_rules! cases {
    ($protocol:path) => {
        $crate::tests! {
            $protocol;
            culprit {
                one_header_too_large_among_a_thousand_sends_fails_alone_and_disturbs_no_other_address
            }
            dead_letters {
                dead_letters_are_listed_as_often_as_one_likes_and_stay
                a_dead_letter_is_taken_by_its_id_and_only_accepted_when_it_is_settled
                a_dead_letter_that_is_sent_again_twice_and_fails_again_is_kept_each_time
                two_servers_that_give_up_on_one_event_keep_a_dead_letter_each
                what_the_broker_gave_up_on_is_listed_too_with_the_broker_as_reason
            }
            drops {
                a_durable_listener_does_not_start_where_the_broker_drops_what_it_gives_up_on
                a_permission_to_drop_and_odd_attempts_are_notes
                who_may_not_read_the_settings_gets_one_warning
            }
            exchange {
                an_event_arrives_with_everything_it_was_sent_with
                bodies_from_1_byte_to_5_megabytes_arrive_whole
                a_binary_body_arrives_as_it_is
                every_listener_gets_each_event_and_processes_share_a_listener
                a_listener_of_every_process_gets_each_event_in_each
                a_delayed_copy_comes_to_its_queue_alone_and_not_before_its_time
                a_second_send_under_the_same_id_is_dropped_and_copies_of_two_listeners_are_not
                an_undecided_send_that_is_repeated_under_its_id_arrives_once
                what_is_returned_is_given_again_and_what_is_accepted_is_not
                accepts_right_before_a_close_are_not_lost
                no_more_is_given_than_was_granted
                an_event_under_another_name_is_no_event_of_this_address
            }
            faults {
                sending_and_listening_go_on_after_a_crash_of_the_broker
                sending_and_listening_go_on_after_a_polite_restart_of_the_broker
                sending_and_listening_go_on_after_the_broker_froze
                a_frozen_broker_and_large_bodies_hang_nobody
                closing_ends_in_time_while_the_broker_is_gone
                a_send_that_waits_for_the_broker_can_be_taken_back
                a_link_that_the_broker_detaches_with_an_error_is_attached_again
                sending_and_listening_go_on_after_an_operator_closed_the_connection
                a_start_waits_for_a_broker_that_comes_later
                a_way_that_swallows_everything_is_left_and_what_was_sent_goes_another
            }
            full {
                a_send_to_an_address_that_blocks_waits_and_goes_on_once_there_is_room
                a_send_to_an_address_that_fails_comes_back_as_full_and_goes_on_once_there_is_room
                a_send_to_an_address_whose_pages_are_full_comes_back_as_full_and_goes_on_once_there_is_room
                a_listener_that_fails_every_first_attempt_empties_an_address_that_blocks
                a_listener_that_fails_every_first_attempt_empties_an_address_that_fails
                an_address_that_drops_what_it_has_no_room_for_is_no_place_for_durable_events
                while_the_disk_of_the_broker_is_full_sends_wait_or_fail_and_then_go_on
            }
            listeners {
                what_was_handled_while_the_connection_was_cut_is_not_handled_again_by_a_listener_with_an_inbox
                a_listener_whose_queue_was_destroyed_is_not_up_until_it_receives_again
                no_listener_is_up_while_the_broker_is_gone
            }
            order {
                ten_thousand_events_arrive_once_and_in_order
                a_full_window_fails_at_once_who_will_not_wait_and_lets_copies_pass
                closing_sends_what_was_offered
            }
            routing {
                a_durable_event_is_refused_while_it_has_no_queue_and_only_then
                an_event_that_is_not_durable_is_confirmed_unheard_while_it_has_no_queue
                a_copy_for_a_queue_that_was_removed_is_refused
                a_queue_of_a_pattern_and_a_divert_count_as_listeners
                ten_thousand_sends_cost_a_handful_of_questions
                without_the_rights_events_are_asked_for_each_second_or_sent_as_they_are
            }
            start {
                a_wrong_password_fails_at_once_and_is_not_shown
                a_broker_that_wants_a_login_refuses_an_anonymous_connection
                a_port_of_another_protocol_that_answers_fails_at_once
                a_closed_port_is_tried_until_the_start_timeout
                an_unknown_host_is_tried_until_the_start_timeout
                a_silent_port_ends_at_the_start_timeout_and_names_the_possibility
                rights_that_are_missing_are_named_with_address_and_user
            }
            topology {
                a_queue_that_belongs_to_another_address_is_a_conflict_that_names_both
                a_volatile_queue_becomes_durable_once_nobody_uses_it
                a_backlog_of_a_durable_listener_waits_over_a_crash_of_the_broker
                queues_of_servers_that_went_are_reported_and_can_be_removed
                a_volatile_queue_is_not_made_durable_by_a_copy_that_comes_late
                a_server_name_that_is_used_twice_degrades_the_health_until_it_is_not
            }
            unwritable {
                a_dead_letter_without_the_right_is_held_and_written_once_the_right_is_granted
                a_dead_letter_for_a_full_address_is_held_and_written_once_there_is_room
                a_dead_letter_whose_queue_was_removed_is_written_to_a_new_one
                what_is_held_at_the_shutdown_is_given_back_in_time
            }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! tests {
    ($protocol:path; $($module:ident { $($case:ident)* })*) => {
        $(mod $module {
            $(#[tokio::test]
            async fn $case() {
                $crate::cases::$module::$case(&$protocol).await;
            })*
        })*
    };
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_case_is_a_test_of_each_provider() {
        let list = include_str!("mod.rs");
        let cases = [
            include_str!("culprit.rs"),
            include_str!("dead_letters.rs"),
            include_str!("drops.rs"),
            include_str!("exchange.rs"),
            include_str!("faults.rs"),
            include_str!("full.rs"),
            include_str!("listeners.rs"),
            include_str!("order.rs"),
            include_str!("routing.rs"),
            include_str!("start.rs"),
            include_str!("topology.rs"),
            include_str!("unwritable.rs"),
        ];
        let declared = |text: &'static str| text.lines().filter_map(|line| line.strip_prefix("pub async fn "));
        let names: Vec<_> =
            cases.iter().flat_map(|text| declared(text)).filter_map(|line| line.split('(').next()).collect();
        assert!(names.len() > 30, "{names:?}");
        for name in names {
            assert!(list.lines().any(|line| line.trim() == name), "`{name}` is no test");
        }
    }
}
