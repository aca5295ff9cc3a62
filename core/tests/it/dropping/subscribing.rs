use std::{
    future::{Future, poll_fn},
    pin::pin,
    task::Poll,
};

use tidings_core::{
    provider::Settlement,
    subscription::Subscription,
    testing::{Recorder, Script},
};

use super::{Stage, at_every_point};
use crate::support::*;

#[tokio::test(start_paused = true)]
async fn a_subscription_that_is_dropped_is_there_or_can_be_made() {
    let pings = || Subscription::of::<Ping>("pings");
    at_every_point(
        2,
        Stage::started,
        async |stage| stage.manager.subscribe::<Ping, _>(pings(), Recorder::<Ping>::new().listener()).await,
        async |stage, ended| {
            let queue = stage.script.queue("pings");
            let there = stage.manager.subscriptions().len() == 2;
            assert_eq!((there, queue.is_open()), (ended.is_some(), ended.is_some()));
            if !there {
                stage.manager.subscribe::<Ping, _>(pings(), Recorder::<Ping>::new().listener()).await.unwrap();
            }
            queue.push_event(Ping(1));
            queue.settlements(1).await;
            shut(&stage.manager).await;
        },
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn an_unsubscription_that_is_dropped_has_ended_the_listener_or_done_nothing() {
    let gated = async || {
        let (script, gate) = (Script::new().hesitating(), Gate::new());
        let manager = started(over(&script).listen(orders(), gate.listener(|order: &Order| order.order))).await;
        let queue = script.queue("invoice");
        let running = queue.push_event(order(1));
        gate.began(1).await;
        (manager, queue, running, gate)
    };
    at_every_point(
        1,
        gated,
        async |(manager, _, _, gate)| {
            let (id, _) = manager.subscriptions().remove(0);
            let mut ending = pin!(manager.unsubscribe(id));
            for _ in 0..2 {
                assert!(poll_fn(|cx| Poll::Ready(ending.as_mut().poll(cx))).await.is_pending());
                tokio::task::yield_now().await;
            }
            gate.open(1);
            ending.await
        },
        async |(manager, queue, running, gate), _| {
            gate.open(1);
            assert_eq!(queue.settlements(1).await, [(running, Settlement::Accept)], "what runs is finished");
            quiet().await;
            assert_eq!(queue.is_open(), !manager.subscriptions().is_empty());
            shut(&manager).await;
        },
    )
    .await;
}
