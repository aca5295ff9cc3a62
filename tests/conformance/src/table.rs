use crate::{Behaviour, Need, behaviours};

/// The guarantees: theme, name, and what each takes for granted. The one list of them: the table and the tests are made
/// of it.
#[doc(hidden)]
#[macro_export]
macro_rules! __behaviours {
    ($then:path $(, $argument:expr)?) => {
        $then! {
            [$($argument)?]
            bodies {
                a_body_of_one_byte_arrives_unchanged [];
                a_body_of_five_megabytes_arrives_unchanged [];
                binary_bodies_of_every_length_arrive_unchanged [];
                text_bodies_of_every_length_arrive_unchanged [];
                unicode_arrives_unchanged [];
                every_byte_of_a_binary_codec_arrives_unchanged [];
                unknown_fields_are_ignored [];
                a_body_above_the_limit_is_given_back_and_the_next_is_sent [Encoded];
            }
            builder {
                two_providers_in_one_manager_carry_each_its_own_events [];
                a_listener_of_one_provider_sends_through_the_other [];
                two_listeners_of_one_queue_fail_the_build [];
                all_problems_are_told_together [];
            }
            competing {
                a_listener_in_several_managers_handles_each_event_once [Shared];
                a_durable_listener_in_several_managers_handles_each_event_once [Shared];
                when_a_manager_leaves_the_others_go_on [Shared];
                managers_share_the_work_of_a_listener [Shared];
            }
            conversation {
                what_a_listener_sends_inherits_the_conversation [];
                what_a_task_of_a_listener_sends_inherits_the_conversation [];
                what_a_listener_posts_inherits_the_conversation [];
                what_a_retry_sends_has_the_same_cause [];
                a_long_chain_of_events_stays_one_conversation [];
            }
            dead_letters {
                a_dead_letter_says_what_failed_where_and_how_often [DeadLetters];
                a_panic_and_a_permanent_failure_are_the_reasons_of_dead_letters [DeadLetters];
                listing_dead_letters_leaves_them_where_they_are [DeadLetters];
                each_listener_has_dead_letters_of_its_own [DeadLetters];
                two_servers_that_dead_letter_one_event_leave_two_dead_letters [DeadLetters, Shared];
                two_servers_that_dead_letter_one_durable_event_leave_two_dead_letters [DeadLetters, Shared];
                a_discarded_dead_letter_is_gone [DeadLetters];
                dead_letters_outlive_the_listener [DeadLetters, Shared];
            }
            delay {
                a_delayed_event_comes_after_its_delay [Delay];
                a_delay_is_kept_or_refused_and_never_ignored [];
                a_send_with_a_delay_is_confirmed_before_it_is_over [Delay];
                later_events_overtake_a_delayed_one [Delay];
                delayed_events_come_in_the_order_of_their_times [Delay];
            }
            durable {
                durable_events_wait_for_a_listener_that_is_away [Durable, Shared, Ordered];
                durable_events_wait_for_the_server_that_is_away [Durable, Shared, Ordered];
                a_retry_waits_for_a_listener_that_is_away [Durable, Shared, Delay];
                confirmed_durable_events_survive_a_killed_broker [Durable, Breakable];
                dead_letters_survive_a_killed_broker [Durable, DeadLetters, Breakable];
            }
            envelope {
                id_and_time_are_made_once_and_the_same_for_every_listener [];
                an_event_sent_by_its_name_has_one_id_for_every_listener [];
                name_address_and_version_arrive [];
                an_event_that_begins_a_conversation_lends_its_id [];
                a_correlation_id_that_the_sender_sets_arrives [];
                the_key_of_an_event_and_the_key_of_a_send_arrive [];
                an_event_without_a_key_arrives_without_one [];
                the_first_delivery_is_attempt_one_of_no_replay [];
                an_envelope_is_sent_under_its_own_id_and_time [];
                a_received_envelope_is_sent_on_as_a_new_event [];
                an_envelope_sent_twice_under_one_id_arrives_once [Deduplicates, Durable, Ordered];
                a_delay_is_not_inherited_by_what_arrives [Delay];
            }
            fan_out {
                every_listener_of_an_event_gets_it [Ordered];
                a_listener_gets_its_own_event_only [Ordered];
                listeners_of_several_managers_all_get_an_event [Shared];
                an_event_that_is_not_durable_may_have_no_listener [];
                a_manager_without_listeners_sends_to_those_of_others [Shared];
                a_listener_that_waits_holds_up_no_other [Queued];
            }
            headers {
                headers_arrive_as_they_were_set_and_no_others [];
                unicode_and_punctuation_in_headers_arrive_unchanged [];
                an_empty_header_is_there_and_a_missing_one_is_not [];
                a_hundred_headers_and_a_long_one_arrive [LongHeaders];
                a_header_that_cannot_be_sent_gives_the_event_back [];
                headers_above_the_limit_give_the_event_back [];
                a_retry_and_a_dead_letter_have_the_headers_as_they_came [];
            }
            keys {
                events_of_one_key_keep_their_order_and_never_overlap [Ordered];
                events_of_different_keys_are_handled_at_the_same_time [];
                a_failing_key_holds_up_itself_alone [Ordered];
                a_failing_key_keeps_its_order_with_one_at_a_time [Ordered];
                events_of_one_key_keep_their_order_across_managers [Keys, Shared];
                durable_events_of_one_key_keep_their_order_across_managers [Keys, Shared];
            }
            order {
                events_come_in_the_order_in_which_they_were_sent [Ordered];
                durable_events_come_in_the_order_in_which_they_were_sent [Ordered];
                sends_that_run_at_once_keep_the_order_of_their_first_polls [Ordered];
                large_and_small_events_keep_their_order [Ordered];
                many_sends_have_one_result_each_in_their_order [Ordered];
            }
            pipelines {
                pipelines_run_in_order_when_sending [];
                pipelines_run_in_reverse_when_handling [];
                a_header_that_a_pipeline_sets_on_sending_arrives [];
                a_header_that_a_pipeline_sets_on_handling_is_for_one_listener_and_attempt [];
                an_event_that_a_pipeline_refuses_to_send_is_given_back [];
                an_event_that_a_pipeline_around_sending_refuses_is_given_back [];
                an_event_that_a_pipeline_refuses_to_hand_over_is_a_dead_letter [];
                a_failure_of_a_pipeline_around_handling_is_a_failed_attempt [];
                an_event_that_a_pipeline_handles_itself_is_accepted [];
            }
            pressure {
                a_busy_listener_leaves_to_others_what_it_did_not_fetch [Shared, Queued];
                a_listener_handles_as_many_at_a_time_as_its_policy_says [Queued];
                events_wait_for_a_busy_listener_and_none_is_lost [Ordered, Queued];
                a_small_window_slows_a_sender_and_loses_nothing [];
                many_that_wait_in_a_retry_hold_up_nobody_for_ever [];
            }
            reconnect {
                sending_and_listening_go_on_after_the_broker_was_killed [Breakable];
                sending_and_listening_of_durable_events_go_on_after_the_broker_was_killed [Breakable, Durable];
                sending_and_listening_go_on_after_the_broker_was_frozen [Breakable];
                a_send_to_a_frozen_broker_ends_within_its_time [Breakable];
                no_confirmed_event_is_lost_when_the_broker_is_killed_in_the_middle [Breakable, Durable];
                what_was_being_handled_when_the_connection_was_lost_comes_again [Breakable, Durable];
                health_tells_that_the_broker_is_away_and_that_it_is_back [Breakable];
                dead_letters_that_are_looked_at_outlive_a_reconnect [Breakable, DeadLetters];
            }
            replay {
                a_dead_letter_sent_again_reaches_its_listener_alone [DeadLetters];
                a_dead_letter_sent_again_twice_that_fails_again_is_there_again [DeadLetters];
                a_durable_dead_letter_sent_again_twice_that_fails_again_is_there_again [DeadLetters];
                a_dead_letter_that_nobody_has_is_not_sent_again [DeadLetters];
            }
            retry {
                an_error_is_a_failed_attempt [];
                a_panic_is_a_failed_attempt [];
                an_attempt_beyond_its_time_limit_is_a_failed_one [];
                a_requeued_delivery_waits_for_its_backoff [];
                a_delivery_retried_in_place_waits_for_its_backoff [];
                a_requeued_delivery_has_as_many_attempts_as_its_policy_says [];
                a_delivery_retried_in_place_has_as_many_attempts_as_its_policy_says [];
                later_events_overtake_a_requeued_delivery [Queued];
                later_events_wait_behind_a_delivery_retried_in_place [Ordered, Queued];
                two_listeners_that_both_fail_both_get_every_retry [];
                two_durable_listeners_that_both_fail_both_get_every_retry [];
                a_retry_goes_to_the_listener_that_failed_alone [];
                a_retry_is_the_same_event_but_for_its_attempt [];
                a_permanent_failure_is_not_retried [];
                the_deployment_overrides_how_often_a_listener_is_retried [];
            }
            run_time {
                a_listener_can_be_added_while_the_manager_runs [];
                a_closure_that_is_added_owns_event_and_envelope [];
                a_listener_that_was_removed_gets_nothing_more [];
                a_name_that_is_taken_cannot_be_added [];
                a_stream_gives_deliveries_in_their_order [Ordered];
                a_pulled_delivery_that_fails_or_is_dropped_comes_again [];
                a_stream_ends_with_its_manager [];
            }
            sending {
                posted_events_arrive_in_the_order_in_which_they_were_posted [Ordered];
                a_posted_event_carries_headers_key_and_delay [];
                a_posted_event_that_is_not_sent_is_reported [];
                posted_events_are_sent_before_a_shutdown_ends [Shared, Ordered];
                a_send_before_the_start_gives_the_event_back [];
                health_is_up_while_all_is_well [];
            }
            servers {
                every_server_gets_each_event_of_a_per_process_listener_once [Shared, Ordered];
                host_and_port_are_a_server_name [Shared, Ordered];
                a_bracketed_address_as_server_name_fails_the_build_with_the_remedy [];
                a_per_process_listener_without_a_server_name_fails_the_build [];
                a_retry_of_a_per_process_listener_stays_on_its_server [Shared, Ordered];
            }
            shutdown {
                a_shutdown_waits_for_what_is_being_handled [Queued];
                a_listener_may_send_while_the_manager_is_shut_down [Shared, Queued];
                what_a_leaving_manager_does_not_handle_another_does [Shared, Queued];
                a_shutdown_at_its_limit_gives_back_what_is_not_settled [Shared, Queued];
                what_was_cut_off_is_marked_as_given_before [Shared, Queued, Redelivered];
                a_send_after_the_shutdown_gives_the_event_back [];
                a_second_shutdown_is_ok_and_a_subscription_after_it_is_not [];
                sends_during_a_shutdown_are_confirmed_or_given_back [Shared];
            }
            topology {
                a_queue_of_another_event_fails_the_start_with_both_names [Shared, GlobalNames];
                a_durable_listener_of_a_volatile_queue_fails_the_start [Shared, VolatileQueues];
                a_listener_of_a_queue_that_was_declared_durable_joins_it [Shared];
                a_volatile_queue_that_nobody_uses_becomes_durable [Shared, Durable, VolatileQueues];
                a_sender_may_start_before_the_listener [Shared];
                a_listener_may_start_before_the_sender [Shared];
                a_manager_that_could_not_start_may_start_later [Shared, GlobalNames];
            }
            unreadable {
                a_body_of_another_shape_is_dead_lettered_at_once [];
                a_body_that_is_no_json_is_dead_lettered_at_once [];
                a_body_that_is_no_text_is_dead_lettered_at_once [];
                an_empty_body_is_dead_lettered_at_once [];
                an_event_of_a_newer_version_that_cannot_be_read_is_retried [];
            }
            unroutable {
                a_durable_event_that_no_queue_would_get_is_given_back [KnowsUnroutable, Shared];
                a_manager_that_says_so_sends_durable_events_to_nobody [KnowsUnroutable];
                an_event_that_is_not_durable_is_refused_for_nobody_only_on_demand [KnowsUnroutable];
            }
            untyped {
                an_event_sent_by_its_name_reaches_a_typed_listener [Shared];
                a_listener_by_name_gets_name_and_data_of_a_typed_event [Shared];
                typed_listeners_and_listeners_by_name_share_an_event [Ordered];
                an_event_by_name_may_be_any_json [];
                a_name_that_a_broker_would_misread_is_refused [];
            }
        }
    };
}

macro_rules! table {
    ([] $($theme:ident { $($name:ident [$($need:ident),*];)* })*) => {
        /// Every guarantee of the suite.
        pub const BEHAVIOURS: &[Behaviour] = &[$($(
            Behaviour::new(stringify!($theme), stringify!($name), &[$(Need::$need),*], |scene| {
                Box::pin(behaviours::$theme::$name(scene))
            }),
        )*)*];
    };
}

__behaviours!(table);
