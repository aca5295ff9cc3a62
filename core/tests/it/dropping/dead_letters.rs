use tidings_core::{
    Failure,
    id::EventId,
    manager::DeadLetters,
    testing::{Answer, Sent},
};

use super::{Stage, at_every_point, polled};
use crate::support::*;

const LETTERS: &str = "dead_letter.order.placed.invoice";

/// A manager with a dead letter.
async fn given_up() -> Stage {
    let stage = Stage::started().await;
    stage.recorder.fail_next(Failure::permanent("never"));
    stage.script.queue("invoice").push_event(order(1));
    bounded(stage.script.queue("invoice").settlements(1)).await;
    stage
}

impl Stage {
    fn letters(&self) -> usize {
        self.script.dead_letters(LETTERS).len()
    }

    async fn first(&self) -> (DeadLetters, EventId) {
        let mut letters = self.manager.dead_letters("invoice").await.unwrap();
        let id = letters.list(1).await.unwrap()[0].id().clone();
        (letters, id)
    }
}

#[tokio::test(start_paused = true)]
async fn a_dead_letter_whose_resending_is_dropped_is_still_there_or_was_sent() {
    at_every_point(
        4,
        given_up,
        async |stage| {
            let (mut letters, id) = stage.first().await;
            letters.resend(&id).await
        },
        async |stage, ended| {
            let copies = stage.script.offers().iter().filter(|offer| offer.envelope().replay() == 1).count();
            assert!(stage.letters() == 1 || copies == 1, "it is neither kept nor sent");
            if let Some(sent) = ended {
                assert!(sent.unwrap() && (stage.letters(), copies) == (0, 1));
            }
            if stage.letters() == 1 {
                let (mut letters, id) = stage.first().await;
                assert!(letters.resend(&id).await.unwrap(), "and it can be sent again");
            }
            shut(&stage.manager).await;
        },
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_copy_of_a_dead_letter_that_waits_is_taken_back_when_its_resending_is_dropped() {
    let stage = given_up().await;
    stage.script.answer(Sent::Copies, Answer::Wait);
    let (mut letters, id) = stage.first().await;
    assert!(polled(letters.resend(&id), 10).await.is_none());
    assert!(stage.script.offers().last().unwrap().is_taken_back());
    assert_eq!(stage.letters(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_dead_letter_whose_discarding_is_dropped_is_there_or_gone() {
    at_every_point(
        4,
        given_up,
        async |stage| {
            let (mut letters, id) = stage.first().await;
            letters.discard(&id).await
        },
        async |stage, ended| {
            if stage.letters() == 1 {
                assert!(ended.is_none());
                let (mut letters, id) = stage.first().await;
                assert!(letters.discard(&id).await.unwrap());
            }
            assert_eq!(stage.letters(), 0);
        },
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_queue_whose_removal_is_dropped_is_there_or_gone() {
    let with_queue = async || {
        let stage = Stage::started().await;
        stage.script.queue("old-1").push_event(order(1));
        stage
    };
    at_every_point(
        2,
        with_queue,
        async |stage| stage.manager.topology().remove("old-1").await,
        async |stage, ended| {
            let is_gone = stage.script.removed() == ["old-1"];
            assert!(is_gone || ended.is_none());
            if !is_gone {
                stage.manager.topology().remove("old-1").await.unwrap();
            }
        },
    )
    .await;
}
