use tidings_core::{provider::Settlement, testing::Script};

use super::at_every_point;
use crate::support::*;

#[tokio::test(start_paused = true)]
async fn a_stream_whose_next_is_dropped_keeps_what_came() {
    let streaming = async || {
        let script = Script::new().hesitating();
        let manager = sending(&script).await;
        let stream = bounded(manager.stream::<Order>(orders())).await.unwrap();
        script.queue("invoice").push_event(order(1));
        (manager, script, tokio::sync::Mutex::new(stream))
    };
    at_every_point(
        1,
        streaming,
        async |(_, _, stream)| stream.lock().await.next().await.map(|pulled| pulled.accept()),
        async |(manager, script, stream), ended| {
            let mut stream = stream.into_inner();
            if ended.is_none() {
                stream.next().await.unwrap().accept();
            }
            assert_eq!(script.queue("invoice").settlements(1).await.len(), 1);
            stream.close().await;
            shut(&manager).await;
        },
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_is_being_opened_or_closed_and_dropped_leaves_its_queue_in_order() {
    at_every_point(
        2,
        async || {
            let script = Script::new().hesitating();
            (sending(&script).await, script)
        },
        async |(manager, script)| {
            let stream = manager.stream::<Order>(orders()).await.unwrap();
            script.queue("invoice").push_event(order(1));
            stream.close().await;
        },
        async |(manager, script), _| {
            quiet().await;
            let queue = script.queue("invoice");
            assert!(!queue.is_open() && queue.unsettled().is_empty());
            assert!(queue.settled().iter().all(|(_, how)| *how == Settlement::Return) || !script.offers().is_empty());
            assert!(manager.subscriptions().is_empty());
            shut(&manager).await;
        },
    )
    .await;
}
