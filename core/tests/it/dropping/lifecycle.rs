use tidings_core::{Failure, manager::EventManager};

use super::{Ending, Stage, at_every_point};
use crate::support::*;

#[tokio::test(start_paused = true)]
async fn a_start_that_is_dropped_is_undone_and_can_be_repeated() {
    at_every_point(
        6,
        async || Stage::built(),
        async |stage| stage.manager.start().await,
        async |stage, ended| {
            assert!(ended.is_none_or(|ended| ended.is_ok()));
            stage.manager.start().await.unwrap();
            assert!(stage.is_whole(true) && stage.manager.health().is_up());
            stage.script.queue("invoice").push_event(order(1));
            stage.recorder.received(1).await.unwrap();
            shut(&stage.manager).await;
            assert!(stage.is_whole(false));
        },
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_shutdown_waits_for_the_undoing_of_a_start_that_was_dropped() {
    at_every_point(
        6,
        async || Stage::built(),
        async |stage| stage.manager.start().await,
        async |stage, _| {
            shut(&stage.manager).await;
            assert!(stage.is_whole(false));
        },
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_shutdown_that_is_dropped_goes_on_and_can_be_called_again() {
    let shutdowns: [fn(&EventManager) -> Ending<'_>; 2] = [
        |manager| Box::pin(async { manager.shutdown().await.is_ok() }),
        |manager| Box::pin(async { manager.shutdown_now().await.is_ok() }),
    ];
    for shutdown in shutdowns {
        at_every_point(
            1,
            Stage::started,
            async |stage| shutdown(&stage.manager).await,
            async |stage, _| {
                shut(&stage.manager).await;
                assert!(stage.is_whole(false));
            },
        )
        .await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_run_that_is_dropped_leaves_a_manager_that_can_be_shut_down() {
    at_every_point(
        6,
        async || Stage::built(),
        async |stage| {
            let program = async |manager: EventManager| {
                manager.send_event(order(1)).await?;
                Ok::<_, Failure>(())
            };
            stage.manager.run(program).await
        },
        async |stage, ended| {
            assert!(ended.is_none_or(|ended| ended.is_ok()));
            shut(&stage.manager).await;
            assert!(stage.is_whole(false) && stage.manager.ledger().check().is_ok());
        },
    )
    .await;
}
