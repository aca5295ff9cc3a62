//! Keys that are idle leave nothing behind.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use tidings_core::{delivery::Received, subscription::Subscription};
use tidings_local::Local;

use crate::{
    event::Keyed,
    measure::{MIB, Measure},
    world::{Reported, builder, within},
};

#[tokio::test]
async fn a_hundred_thousand_keys_leave_nothing_behind() {
    let mut measure = Measure::begin().await;
    let (reported, handled) = (Reported::default(), Arc::new(AtomicUsize::new(0)));
    let seen = handled.clone();
    let manager = builder(Arc::new(Local::new()), &reported, |_| ())
        .listen::<Keyed, _>(Subscription::of::<Keyed>("keyed").concurrency(16), move |_: Received<Keyed>| {
            seen.fetch_add(1, Ordering::Relaxed);
            async { Ok(()) }
        })
        .build()
        .unwrap();
    within(manager.start()).await.unwrap();
    let send = async |keys: std::ops::Range<u64>| {
        let until = handled.load(Ordering::Relaxed) + (keys.end - keys.start) as usize;
        for key in keys {
            within(manager.send_event(Keyed { key })).await.unwrap();
        }
        within(async {
            while handled.load(Ordering::Relaxed) < until {
                tokio::task::yield_now().await;
            }
        })
        .await;
    };
    send(0..10_000).await;
    measure.again();
    send(10_000..110_000).await;
    assert!(measure.now() <= MIB / 4, "{} bytes are left of 100,000 keys", measure.now());
    // The queue of 10,000 events, whose keys count among them.
    measure.at_most(24 * MIB, "100,000 keys, local");
    drop(within(manager.shutdown()).await);
}
