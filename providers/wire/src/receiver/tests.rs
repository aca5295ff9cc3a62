//! What becomes of a queue whose links end, over and over, on a connection that lives.

use std::time::Duration;

use tidings_core::{
    event::{EventInfo, EventRef},
    provider::{Claim, Connection, Context, Health},
};
use tokio::time::{Instant, timeout};

use crate::{
    connection::{LinkedConnection, Settings, Shared},
    link::model::{Model, Reaction},
};

const BOUND: Duration = Duration::from_secs(600);

/// The time until all is well again after so many links have ended, and whether it was ever said to be not so.
async fn mended(ends: u32) -> (Duration, bool) {
    let model = Model::new(|_| Reaction::Accept);
    let settings = Settings::new(Context::default(), "model:1", "user");
    let connection = LinkedConnection::open(model.clone(), Shared::new(settings)).await.unwrap();
    model.end_receivers(ends);
    let mut health = connection.health();
    let begun = Instant::now();
    let claim = Claim::shared(EventRef::from(EventInfo::external("e").durable()), "l");
    let opened = connection.subscribe(&claim).await.unwrap();
    let degraded = health.wait_for(|health| matches!(health, Health::Degraded(_)));
    let told = timeout(Duration::from_secs(5), degraded).await.ok().map(|health| format!("{:?}", *health.unwrap()));
    assert!(told.iter().all(|told| told.contains("disconnected by server")), "{told:?}");
    timeout(BOUND, health.wait_for(Health::is_up)).await.unwrap().unwrap();
    assert_eq!(model.receivers(), ends + 1);
    drop(opened);
    (begun.elapsed(), told.is_some())
}

#[tokio::test(start_paused = true)]
async fn a_link_that_ends_once_is_attached_again_without_a_word() {
    let (_, is_told) = mended(1).await;
    assert!(!is_told);
}

#[tokio::test(start_paused = true)]
async fn links_that_end_in_a_row_degrade_the_health_until_one_lasts() {
    let (time, is_told) = mended(10).await;
    assert!(is_told);
    // Nine pauses, drawn below 50 ms to 5 s, and then a link that lasts.
    assert!(time > Duration::from_secs(1) && time < Duration::from_secs(18), "{time:?}");
}
