//! What one protocol's listener gave up on, a manager of the other lists, discards and sends again.

use bytes::Bytes;
use tidings_core::{
    Failure,
    codec::Form,
    id::EventId,
    manager::{DeadLetter, DeadLetters, EventManager},
    policy::Retry,
};

use crate::support::{
    Facts, Listener, Noted, Order, Over, Raw, Reports, Tag, Text, end, pairs, send_all, start, within,
};

const REASON: &str = "told to fail: größe\\\n\"1\"";

/// Gives up on these events over one protocol, and leaves.
async fn given_up<E: Noted>(over: Over, listener: &mut Listener<E>, events: Vec<E>) -> Vec<Facts> {
    let count = events.len();
    let mut reports = Reports::new();
    let fails = listener.reacting(over, |_| async { Err(Failure::new(REASON)) });
    let claim = listener.claim().retry(Retry::NONE);
    let manager = start(over.provider().await, |builder| reports.of(builder.listen(claim, fails))).await;
    send_all(&manager, events).await;
    reports.dead_letters(count).await;
    end(manager).await;
    listener.take(count).await.into_iter().map(|heard| heard.facts).collect()
}

async fn open<E: Noted>(manager: &EventManager, listener: &Listener<E>) -> DeadLetters {
    within("the dead letters", manager.dead_letters(listener.name())).await.unwrap()
}

/// The oldest so many: one more than there are would be waited for.
async fn list(dead: &mut DeadLetters, count: usize) -> Vec<DeadLetter> {
    within("the list of dead letters", dead.list(count)).await.unwrap()
}

fn ids(letters: &[DeadLetter]) -> Vec<EventId> {
    letters.iter().map(|letter| letter.id().clone()).collect()
}

/// The second protocol finds, discards and sends again.
async fn mended<T: Tag>(first: Over, second: Over) {
    let mut listener = Listener::<Order<T>>::new("invoice");
    let given_up = given_up(first, &mut listener, (1..=3).map(Order::<T>::new).collect()).await;
    let mending = start(second.provider().await, |builder| builder.listen(listener.claim(), listener.ok(second))).await;
    let mut dead = open(&mending, &listener).await;
    let letters = list(&mut dead, 3).await;
    assert_eq!(letters.len(), 3);
    for (letter, facts) in letters.iter().zip(&given_up) {
        assert_eq!(Facts::of(letter.envelope()), *facts);
        let note = letter.note().expect("Tidings gave up on it");
        assert_eq!((&*note.reason, note.attempts), (REASON, 1));
        assert_eq!(note.listener, listener.name());
        assert_eq!(note.event, facts.name);
        assert_eq!(note.queue, format!("{}::{}", facts.address, listener.name()));
    }
    let [one, two, three] = &ids(&letters)[..] else { panic!("three ids") };
    assert!(within("to discard one", dead.discard(one)).await.unwrap());
    assert_eq!(ids(&list(&mut dead, 2).await), [two.clone(), three.clone()]);
    assert!(within("to send one again", dead.resend(two)).await.unwrap());
    let heard = listener.next().await;
    assert_eq!((heard.event.n, heard.over), (2, second));
    assert_eq!(heard.facts, Facts { replay: 1, ..given_up[1].clone() });
    assert_eq!(ids(&list(&mut dead, 9).await), std::slice::from_ref(three));
    end(mending).await;
    assert_eq!(listener.rest().len(), 0);
}

/// Sent again by the second, given up on by it, and sent again by the first.
async fn there_and_back<T: Tag>(first: Over, second: Over) {
    let mut listener = Listener::<Order<T>>::new("invoice");
    let given_up = given_up(first, &mut listener, vec![Order::<T>::new(1)]).await;
    for (replay, over) in (1..).zip([second, first, second]) {
        let mut reports = Reports::new();
        let fails =
            listener.reacting(over, move |_| std::future::ready(Err(Failure::new(format!("failure {replay}")))));
        let claim = listener.claim().retry(Retry::NONE);
        let manager = start(over.provider().await, |builder| reports.of(builder.listen(claim, fails))).await;
        let mut dead = open(&manager, &listener).await;
        assert!(within("to send it again", dead.resend(&given_up[0].id)).await.unwrap());
        let heard = listener.next().await;
        assert_eq!(heard.facts, Facts { replay, ..given_up[0].clone() });
        reports.dead_letters(1).await;
        let letters = list(&mut dead, 1).await;
        let reasons: Vec<_> = letters.iter().map(|letter| (letter.envelope().replay(), letter.reason())).collect();
        assert_eq!(reasons, [(replay, &*format!("failure {replay}"))]);
        end(manager).await;
    }
}

/// The body of a dead letter, and whether it is text: what is sent again is what was sent.
async fn body<E: Noted>(first: Over, second: Over, form: Form, body: &'static [u8]) {
    let mut listener = Listener::<E>::new("invoice");
    let event = E::of_bytes(Bytes::from_static(body));
    let given_up = given_up(first, &mut listener, vec![event.clone()]).await;
    let mending = start(second.provider().await, |builder| builder.listen(listener.claim(), listener.ok(second))).await;
    let mut dead = open(&mending, &listener).await;
    let letters = list(&mut dead, 1).await;
    assert_eq!(letters.len(), 1);
    let envelope = letters[0].envelope();
    assert_eq!(envelope.body().unwrap(), body);
    assert_eq!((envelope.form(), envelope.content_type()), (form, &*given_up[0].content_type));
    assert!(within("to send it again", dead.resend(&given_up[0].id)).await.unwrap());
    assert_eq!(listener.next().await.event, event);
    end(mending).await;
}

async fn text<T: Tag>(first: Over, second: Over) {
    body::<Text<T>>(first, second, Form::Text, "größer als 日本語\n".as_bytes()).await;
}

async fn bytes<T: Tag>(first: Over, second: Over) {
    body::<Raw<T>>(first, second, Form::Binary, b"\0\xff\n\0").await;
}

pairs!(a_dead_letter_of_one_is_listed_discarded_and_sent_again_by_the_other = mended);
pairs!(a_durable_dead_letter_of_one_is_listed_discarded_and_sent_again_by_the_other = mended: durable);
pairs!(a_dead_letter_keeps_its_count_of_replays_and_has_its_last_reason = there_and_back: durable);
pairs!(a_dead_letter_of_text_stays_text = text);
pairs!(a_dead_letter_of_bytes_stays_bytes = bytes);
