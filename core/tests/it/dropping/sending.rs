use std::sync::Arc;

use tidings_core::{
    SendError, envelope::Envelope, manager::EventManager, provider::BodyKind, runtime::Runtime,
    sending::SharedEnvelope, testing::Script,
};

use super::{Ending, Waits, at_every_point};
use crate::support::*;

#[tokio::test(start_paused = true)]
async fn a_send_that_is_dropped_has_left_or_never_leaves_and_the_ledger_knows() {
    fn fine<T, U>(sent: &Result<(), SendError<T, U>>) -> bool {
        sent.is_ok()
    }
    let sends: [fn(&EventManager) -> Ending<'_>; 5] = [
        |manager| Box::pin(async { fine(&manager.send_event(order(1)).await) }),
        |manager| Box::pin(async { manager.send_events((0..3).map(order)).await.iter().all(fine) }),
        |manager| Box::pin(async { fine(&manager.compose(order(1)).header("a", "b").send().await) }),
        |manager| Box::pin(async { manager.emit("order.placed", &order(1)).await.is_ok() }),
        |manager| {
            let envelope: SharedEnvelope = Arc::new(Envelope::typed(order(1), &Runtime::system()));
            Box::pin(async move { fine(&manager.send(envelope).await) })
        },
    ];
    for body in [BodyKind::Encoded, BodyKind::Typed] {
        for send in sends {
            at_every_point(
                2,
                async || {
                    let script = Script::new().hesitating().able(|able| able.body = body);
                    (started(over(&script).pipeline("waits", 1, Waits)).await, script)
                },
                async |(manager, _)| send(manager).await,
                async |(manager, script), ended| {
                    assert_ne!(ended, Some(false));
                    assert!(script.offers().iter().all(|offer| !offer.is_taken_back()), "all left at once here");
                    shut(&manager).await;
                    let sent = manager.ledger().sent();
                    assert!(manager.ledger().check().is_ok());
                    assert!(sent.confirmed as usize <= script.offers().len());
                },
            )
            .await;
        }
    }
}
