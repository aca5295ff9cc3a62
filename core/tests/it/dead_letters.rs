//! Dead letters: what they say, and what can be done with them.

use tidings_core::{
    ErrorKind, Failure,
    id::EventId,
    manager::EventManager,
    testing::{Answer, Recorder, Script, Sent, To},
};

use crate::support::*;

const LETTERS: &str = "dead_letter.order.placed.invoice";

/// A manager with one dead letter of each of these orders.
async fn given_up(numbers: impl IntoIterator<Item = u64>) -> (EventManager, Script, Recorder<Order>) {
    let (manager, script, recorder) = recording::<Order>(orders()).await;
    let mut n = 0;
    for number in numbers {
        n += 1;
        recorder.fail_next(Failure::permanent("never"));
        script.queue("invoice").push_with(order(number), |head| head.headers_mut().set("tenant", "a"));
        bounded(script.queue("invoice").settlements(n)).await;
    }
    (manager, script, recorder)
}

#[tokio::test(start_paused = true)]
async fn a_dead_letter_says_why_where_and_when_and_keeps_body_headers_and_identity() {
    let (_manager, script, recorder) = given_up([7]).await;
    let letters = script.dead_letters(LETTERS);
    let (letter, received) = (letters[0].envelope(), recorder.all().remove(0));
    let note = letter.dead_letter().unwrap();
    assert_eq!((note.reason.as_str(), note.listener.as_str(), note.attempts), ("never", "invoice", 1));
    assert_eq!((note.queue.as_str(), note.event.as_str()), ("order.placed::invoice", "order.placed"));
    assert!(note.at >= received.envelope().occurred_at());
    assert_eq!((letter.id(), letter.event().name()), (received.envelope().id(), "order.placed"));
    assert_eq!((letter.get("tenant"), letter.body().unwrap().as_ref()), (Some("a"), br#"{"order":7}"#.as_ref()));
}

#[tokio::test(start_paused = true)]
async fn dead_letters_are_listed_without_being_consumed() {
    let (manager, script, _recorder) = given_up([1, 2, 3]).await;
    let mut letters = bounded(manager.dead_letters("invoice")).await.unwrap();
    let listed = bounded(letters.list(2)).await.unwrap();
    let bodies: Vec<_> = listed.iter().map(|letter| letter.envelope().body().unwrap().to_vec()).collect();
    assert_eq!(bodies, [br#"{"order":1}"#, br#"{"order":2}"#]);
    assert_eq!(listed[0].reason(), "never");
    assert_eq!(bounded(letters.list(9)).await.unwrap().len(), 3);
    assert_eq!(script.dead_letters(LETTERS).len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_dead_letter_is_sent_again_to_its_queue_alone_as_a_first_attempt_of_one_more_replay() {
    let (manager, script, _recorder) = given_up([1]).await;
    let mut letters = bounded(manager.dead_letters("invoice")).await.unwrap();
    let id = letters.list(1).await.unwrap()[0].id().clone();
    script.answer(Sent::Copies, Answer::Leave);
    let resend = tidings_core::sending::spawn(async move { letters.resend(&id).await });
    let copy = bounded(script.offered(2)).await.remove(1);
    assert_eq!(*copy.to(), To::Queue("order.placed::invoice".into()));
    let envelope = copy.envelope();
    assert_eq!((envelope.attempt(), envelope.replay(), envelope.delay()), (1, 1, None));
    assert!(envelope.dead_letter().is_none());
    assert_eq!(envelope.get("tenant"), Some("a"));
    assert!(!resend.is_finished(), "it is no dead letter any more only once its copy is confirmed");
    copy.confirm();
    assert!(bounded(resend).await.unwrap().unwrap());
    assert!(script.dead_letters(LETTERS).is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_dead_letter_that_is_sent_again_twice_and_fails_again_counts_its_replays() {
    let (manager, script, recorder) = given_up([1]).await;
    let mut letters = bounded(manager.dead_letters("invoice")).await.unwrap();
    for replay in 1..=2 {
        let listed = letters.list(9).await.unwrap();
        assert_eq!(listed.len(), 1);
        assert!(bounded(letters.resend(listed[0].id())).await.unwrap());
        let copy = script.offers().pop().unwrap();
        assert_eq!(copy.envelope().replay(), replay);
        recorder.fail_next(Failure::permanent("again"));
        script.queue("invoice").push(tidings_core::provider::Content::Typed(copy.shared_envelope().clone()));
        bounded(script.queue("invoice").settlements(1 + replay as usize)).await;
    }
    let last = letters.list(9).await.unwrap();
    assert_eq!((last.len(), last[0].reason(), last[0].envelope().replay()), (1, "again", 2));
}

#[tokio::test(start_paused = true)]
async fn replays_beyond_counting_stay_at_the_most() {
    let (manager, script, recorder) = recording::<Order>(orders()).await;
    recorder.fail_next(Failure::permanent("never"));
    script.queue("invoice").push_with(order(1), |head| head.set_replay(u32::MAX));
    bounded(script.queue("invoice").settlements(1)).await;
    let mut letters = bounded(manager.dead_letters("invoice")).await.unwrap();
    let id = letters.list(1).await.unwrap()[0].id().clone();
    assert!(bounded(letters.resend(&id)).await.unwrap());
    assert_eq!(script.offers()[1].envelope().replay(), u32::MAX);
}

#[tokio::test(start_paused = true)]
async fn a_dead_letter_whose_copy_is_not_confirmed_is_still_there() {
    let (manager, script, _recorder) = given_up([1, 2]).await;
    let mut letters = bounded(manager.dead_letters("invoice")).await.unwrap();
    let id = letters.list(1).await.unwrap()[0].id().clone();
    script.answer_next(Sent::Copies, Answer::Refuse(ErrorKind::Full));
    script.answer_next(Sent::Copies, Answer::Undecided(ErrorKind::Disconnected));
    script.answer_next(Sent::Copies, Answer::Leave);
    for kind in [ErrorKind::Full, ErrorKind::Disconnected, ErrorKind::Timeout] {
        assert_eq!(bounded(letters.resend(&id)).await.unwrap_err().kind(), kind);
        assert_eq!(letters.list(9).await.unwrap()[0].id(), &id);
    }
}

#[tokio::test(start_paused = true)]
async fn a_dead_letter_is_discarded_for_good_and_only_that_one() {
    let (manager, script, _recorder) = given_up([1, 2]).await;
    let mut letters = bounded(manager.dead_letters("invoice")).await.unwrap();
    let listed = letters.list(9).await.unwrap();
    assert!(bounded(letters.discard(listed[0].id())).await.unwrap());
    assert!(!bounded(letters.discard(listed[0].id())).await.unwrap());
    assert!(!bounded(letters.resend(&EventId::parse("unknown"))).await.unwrap());
    assert_eq!(letters.list(9).await.unwrap()[0].id(), listed[1].id());
    assert_eq!(script.offers().len(), 2, "nothing was sent");
}

#[tokio::test(start_paused = true)]
async fn a_dead_letter_of_another_server_goes_back_to_that_servers_queue() {
    let (script, recorder) = (Script::new(), Recorder::<Order>::new());
    let builder = over(&script).server_name("one").listen(orders().per_process(), recorder.listener());
    let manager = started(builder).await;
    for server in ["one", "two"] {
        recorder.fail_next(Failure::permanent("never"));
        let event = tidings_core::envelope::Envelope::typed(order(1), &tidings_core::runtime::Runtime::system());
        let event: tidings_core::sending::SharedEnvelope = std::sync::Arc::new(event);
        script.queue("invoice-one").push(tidings_core::provider::Content::Typed(event));
        bounded(script.queue("invoice-one").settlements(if server == "one" { 1 } else { 2 })).await;
    }
    let own = script.dead_letters(LETTERS)[0].envelope().dead_letter().unwrap().queue.clone();
    assert_eq!(own, "order.placed::invoice-one");
    // As the other server would have written it.
    let mut letters = bounded(manager.dead_letters("invoice")).await.unwrap();
    let listed = letters.list(9).await.unwrap();
    let note = listed[1].note().unwrap().clone();
    let foreign = script.dead_letters(LETTERS)[1].copy(|head| {
        let mut note = note.clone();
        note.queue = "order.placed::invoice-two".to_owned();
        head.set_dead_letter(Some(note));
    });
    assert!(bounded(letters.discard(listed[1].id())).await.unwrap());
    let id = foreign.envelope().id().clone();
    script.keep_dead_letter(LETTERS, foreign);
    assert!(bounded(letters.resend(&id)).await.unwrap());
    assert_eq!(*script.offers().pop().unwrap().to(), To::Queue("order.placed::invoice-two".into()));
}

#[tokio::test(start_paused = true)]
async fn dead_letters_of_nobody_or_without_the_right_are_an_error() {
    let (manager, script, _recorder) = given_up([]).await;
    let kind = |opened: Result<_, tidings_core::Error>| opened.err().map(|error| error.kind());
    assert_eq!(kind(bounded(manager.dead_letters("nobody")).await.map(drop)), Some(ErrorKind::NotFound));
    script.refuse_dead_letters(LETTERS, ErrorKind::Unauthorized);
    assert_eq!(kind(bounded(manager.dead_letters("invoice")).await.map(drop)), Some(ErrorKind::Unauthorized));
    shut(&manager).await;
    assert_eq!(kind(bounded(manager.dead_letters("invoice")).await.map(drop)), Some(ErrorKind::Closed));
}
