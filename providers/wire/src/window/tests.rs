use super::*;

type Letters = Window<char>;

fn window(letters: &str) -> Letters {
    let mut window = Window::default();
    for letter in letters.chars() {
        window.push(letter);
    }
    window
}

/// Sends everything that may go now.
fn send(window: &mut Letters) -> String {
    let mut sent = String::new();
    while let Some((ticket, letter)) = window.take_next() {
        sent.push(*letter);
        window.sent(ticket);
    }
    sent
}

fn send_one(window: &mut Letters) -> (Ticket, char) {
    let (ticket, letter) = window.take_next().expect("something may go");
    let letter = *letter;
    window.sent(ticket);
    (ticket, letter)
}

#[test]
fn entries_go_out_in_the_order_of_their_offers() {
    let mut window = window("abc");
    assert_eq!(send(&mut window), "abc");
    assert!(window.take_next().is_none());
    window.push('d');
    assert_eq!(send(&mut window), "d");
}

#[test]
fn what_is_undecided_goes_again_in_order_before_what_is_new() {
    let mut window = window("abcd");
    let (_, b) = (send_one(&mut window), send_one(&mut window));
    send_one(&mut window);
    window.decided(b.0);
    assert!(window.lost(Blame::Nobody).is_empty());
    window.push('e');
    assert_eq!(send(&mut window), "acde");
}

#[test]
fn a_withdrawn_entry_is_never_sent_again() {
    let mut window = window("abc");
    let (a, _) = send_one(&mut window);
    assert_eq!(window.withdraw(a), Some(Withdrawn::Undecided('a')));
    assert_eq!(window.len(), 3, "its place is taken until its fate is known");
    assert_eq!(window.withdraw(a), None);
    window.lost(Blame::Nobody);
    assert_eq!(window.len(), 2);
    assert_eq!(send(&mut window), "bc");
}

#[test]
fn what_never_left_is_not_sent_and_what_left_once_is_undecided() {
    let mut window = Window::default();
    let (a, b) = (window.push('a'), window.push('b'));
    send_one(&mut window);
    window.lost(Blame::Nobody);
    assert_eq!(window.withdraw(a), Some(Withdrawn::Undecided('a')));
    assert_eq!(window.withdraw(b), Some(Withdrawn::NotSent('b')));
    assert!(window.is_empty());
}

#[test]
fn a_decision_after_a_withdrawal_empties_the_window() {
    let mut window = Window::default();
    let (a, _) = (window.push('a'), send_one(&mut window));
    window.withdraw(a);
    assert_eq!(window.len(), 1);
    assert_eq!(window.decided(a), None);
    assert!(window.is_empty());
}

#[test]
fn after_a_close_that_names_nobody_suspects_go_one_at_a_time() {
    let mut window = window("abc");
    assert_eq!(send(&mut window), "abc");
    window.lost(Blame::Somebody);
    window.push('d');
    for expected in ['a', 'b', 'c'] {
        let (ticket, letter) = send_one(&mut window);
        assert_eq!(letter, expected);
        assert!(window.take_next().is_none(), "{expected} goes alone");
        window.decided(ticket);
    }
    window.push('e');
    assert_eq!(send(&mut window), "de");
}

#[test]
fn an_entry_that_ended_a_connection_twice_fails_for_good() {
    let mut window = window("abc");
    send(&mut window);
    assert!(window.lost(Blame::Somebody).is_empty());
    let (a, _) = send_one(&mut window);
    window.decided(a);
    let (b, _) = send_one(&mut window);
    assert!(window.lost(Blame::Somebody).is_empty(), "once may be chance");
    assert_eq!(send_one(&mut window), (b, 'b'));
    assert_eq!(window.lost(Blame::Somebody), [(b, 'b')]);
    assert_eq!(send(&mut window), "c");
}

#[test]
fn a_crash_blames_nobody() {
    let mut window = window("abc");
    send(&mut window);
    window.lost(Blame::Nobody);
    assert_eq!(send(&mut window), "abc");
}

#[test]
fn a_connection_that_is_lost_again_and_again_is_suspicious() {
    let mut window = window("ab");
    for _ in 0..2 {
        assert_eq!(send(&mut window), "ab");
        assert!(window.lost(Blame::Nobody).is_empty());
    }
    for _ in 0..9 {
        assert_eq!(send(&mut window), "a");
        assert!(window.lost(Blame::Nobody).is_empty(), "it may be the network");
    }
    assert_eq!(send(&mut window), "a");
    assert_eq!(window.lost(Blame::Nobody).len(), 1);
    assert_eq!(send(&mut window), "b");
}

#[test]
fn a_word_of_the_broker_weighs_more_than_ends_without_one() {
    let mut window = window("ab");
    send(&mut window);
    window.lost(Blame::Somebody);
    for blame in [Blame::Nobody, Blame::Nobody, Blame::Somebody] {
        assert_eq!(send(&mut window), "a");
        assert!(window.lost(blame).is_empty());
    }
    assert_eq!(send(&mut window), "a");
    assert_eq!(window.lost(Blame::Somebody).len(), 1);
}

#[test]
fn strikes_are_gone_with_the_entry_and_fall_on_no_other() {
    let mut window = window("ab");
    for _ in 0..10 {
        send(&mut window);
        assert!(window.lost(Blame::Nobody).is_empty());
    }
    let (a, _) = send_one(&mut window);
    window.decided(a);
    for _ in 0..9 {
        assert_eq!(send(&mut window), "b");
        assert!(window.lost(Blame::Nobody).is_empty());
    }
}

#[test]
fn progress_between_two_crashes_clears_the_suspicion() {
    let mut window = window("abcdef");
    for _ in 0..2 {
        let (first, _) = send_one(&mut window);
        send(&mut window);
        window.decided(first);
        assert!(window.lost(Blame::Nobody).is_empty());
    }
    assert_eq!(send(&mut window), "cdef");
}

#[test]
fn a_loss_with_nothing_under_way_blames_no_entry() {
    let mut window = window("ab");
    for _ in 0..10 {
        assert!(window.lost(Blame::Somebody).is_empty());
    }
    assert_eq!(send(&mut window), "ab");
}

#[test]
fn draining_tells_what_may_have_arrived() {
    let mut window = window("ab");
    send_one(&mut window);
    assert_eq!(window.drain().collect::<Vec<_>>(), [Withdrawn::Undecided('a'), Withdrawn::NotSent('b')]);
    assert!(window.is_empty());
    window.push('c');
    assert_eq!(send(&mut window), "c");
}

#[test]
fn what_is_unwanted_leaves_unless_it_is_under_way() {
    let mut window = window("abcb");
    send_one(&mut window);
    assert_eq!(window.withdraw_where(|letter| matches!(letter, 'a' | 'b')), ['b', 'b']);
    assert_eq!(window.len(), 2);
    assert_eq!(send(&mut window), "c");
}

#[test]
fn what_waits_to_be_taken_by_the_peer_did_not_leave_and_ended_no_connection() {
    let mut window = window("ab");
    let (a, _) = window.take_next().unwrap();
    assert_eq!(window.get(a), Some((&'a', false)));
    for _ in 0..5 {
        assert!(window.lost(Blame::Somebody).is_empty());
        window.take_next();
    }
    assert_eq!(window.give_up(a), Some('a'));
    assert_eq!(send(&mut window), "b");
    assert_eq!(window.drain().collect::<Vec<_>>(), [Withdrawn::Undecided('b')]);
}
