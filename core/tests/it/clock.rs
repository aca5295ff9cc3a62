//! A wall clock that jumps changes what is written, never what is waited for.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::Duration,
};

use tidings_core::{
    provider::Settlement,
    runtime::{Runtime, RuntimeSource},
    testing::{Answer, Recorder, Script, Sent},
    timestamp::Timestamp,
};
use tokio::time::Instant;

use crate::support::*;

const DAY: i64 = 24 * 60 * 60 * 1_000;
/// 2026, in milliseconds.
const TODAY: i64 = 1_795_253_400_250;

/// A clock that jumps to and fro each time it is read, by more every time.
#[derive(Default)]
struct Jumping {
    reads: AtomicI64,
    random: AtomicU64,
}

impl RuntimeSource for Jumping {
    fn now(&self) -> Timestamp {
        let reads = self.reads.fetch_add(1, Ordering::SeqCst);
        let sign = if reads % 2 == 0 { 1 } else { -1 };
        Timestamp::from_unix_millis(TODAY + sign * reads * DAY)
    }

    fn random(&self) -> u64 {
        self.random.fetch_add(1, Ordering::SeqCst)
    }
}

fn jumping() -> Runtime {
    Runtime::new(Arc::new(Jumping::default()))
}

#[test]
fn ids_stay_unique_and_well_formed_wherever_the_clock_stands() {
    let runtime = jumping();
    let odd = [i64::MIN / 1_000_000, -TODAY, -1, 0, 1, TODAY, (1 << 48) - 1, 1 << 48, i64::MAX / 1_000_000];
    let times = odd.into_iter().map(Timestamp::from_unix_millis).chain((0..1_000).map(|_| runtime.now()));
    let mut seen = BTreeSet::new();
    for time in times {
        // The same moment again and again, as after a jump back.
        for _ in 0..3 {
            let id = runtime.event_id(time);
            let uuid = id.uuid().unwrap();
            assert_eq!((uuid.get_version_num(), uuid.get_variant()), (7, uuid::Variant::RFC4122), "{time}");
            assert!(seen.insert(id), "{time}");
        }
        // RFC 3339 ends with the year 9999.
        if (-TODAY..1 << 47).contains(&time.unix_millis()) {
            assert_eq!(Timestamp::parse(&time.to_string()), Some(time));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn events_are_sent_retried_and_given_up_on_at_their_time_whatever_the_clock_says() {
    let (script, recorder) = (Script::new().able(|able| able.delay = false), Recorder::<Order>::new());
    let builder = over(&script).runtime(jumping()).listen(orders(), recorder.listener());
    let manager = started(builder).await;
    bounded(manager.send_event(order(1))).await.unwrap();
    recorder.fail_next("no");
    let begun = Instant::now();
    let queue = script.queue("invoice");
    queue.push_event(order(1));
    let settled = bounded(queue.settlements(1)).await;
    assert_eq!(settled[0].1, Settlement::Accept);
    // The pause, and not a day more or less.
    assert!(begun.elapsed() >= PAUSE && begun.elapsed() < PAUSE * 2, "{:?}", begun.elapsed());
    let copy = script.offers().pop().unwrap();
    assert_eq!((copy.envelope().attempt(), copy.envelope().delay()), (2, None));
    shut(&manager).await;
}

#[tokio::test(start_paused = true)]
async fn a_send_times_out_and_a_shutdown_ends_by_the_time_that_passed() {
    let (script, gate) = (Script::new(), Gate::new());
    let builder = over(&script).runtime(jumping()).limits(|limits| {
        limits.send_timeout = Duration::from_secs(3);
        limits.drain = Duration::from_secs(5);
    });
    let manager = started(builder.listen(orders(), gate.listener(|order: &Order| order.order))).await;
    script.answer(Sent::Events, Answer::Leave);
    let begun = Instant::now();
    let (envelope, kind) = undecided(bounded(manager.send_event(order(1))).await);
    assert_eq!((kind, begun.elapsed()), (tidings_core::ErrorKind::Timeout, Duration::from_secs(3)));
    assert!(envelope.envelope().id().uuid().is_some());
    script.queue("invoice").push_event(order(2));
    gate.began(1).await;
    let begun = Instant::now();
    assert!(bounded(manager.shutdown()).await.is_err());
    assert!(
        begun.elapsed() >= Duration::from_secs(5) && begun.elapsed() < Duration::from_secs(6),
        "{:?}",
        begun.elapsed()
    );
}

#[tokio::test(start_paused = true)]
async fn a_delay_is_told_as_a_length_and_never_as_a_moment() {
    let (script, recorder) = (Script::new(), Recorder::<Order>::new());
    let builder = over(&script).runtime(jumping()).listen(orders(), recorder.listener());
    let manager = started(builder).await;
    bounded(manager.compose(order(1)).delay(Duration::from_secs(90)).send()).await.unwrap();
    recorder.fail_next("no");
    script.queue("invoice").push_event(order(2));
    bounded(script.queue("invoice").settlements(1)).await;
    let delays: Vec<_> = script.offers().iter().map(|offer| offer.envelope().delay()).collect();
    assert_eq!(delays, [Some(Duration::from_secs(90)), Some(PAUSE)]);
    shut(&manager).await;
}
