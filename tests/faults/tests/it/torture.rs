//! Real brokers, real processes, real signals: a few faults of each kind, and whether the judge sees what is planted.
#![expect(clippy::panic, clippy::expect_used, clippy::unwrap_used, reason = "what goes wrong fails the test")]

use tidings_faults::torture::{Kind, Length, Options, Plant, Protocol, Report, run};

const PROGRAM: &str = env!("CARGO_BIN_EXE_tidings-faults");

async fn report(length: Length, protocol: Protocol, plant: Plant) -> Report {
    let mut options = Options::new(length, protocol, 7, PROGRAM);
    options.plant = plant;
    options.rate = 50;
    run(&options).await.unwrap_or_else(|error| panic!("{error}"))
}

async fn nothing_breaks_a_promise(protocol: Protocol, kinds: &[Kind]) {
    let report = report(Length::Faults(kinds.to_vec()), protocol, Plant::Nothing).await;
    assert!(report.is_well(), "{report}");
    assert_eq!(report.faults.values().sum::<u64>(), kinds.len() as u64, "{report}");
    assert!(report.verdict.confirmed > 0 && report.verdict.handled > report.verdict.confirmed, "{report}");
    assert!(report.recovery_of_restarts.samples > 0, "{report}");
}

// Both lists together are all kinds: each protocol meets what its provider treats in its own way, and a restart.

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_over_amqp_whatever_breaks() {
    use Kind::*;
    let kinds = [
        BrokerKilled,
        WayVanishes,
        ListenerKilled,
        BrokerFrozenFull,
        QueueRemoved,
        WayTorn,
        ListenerRestarted,
        PublisherFrozen,
        WayCut,
        BrokerPaused,
    ];
    nothing_breaks_a_promise(Protocol::Amqp, &kinds).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_over_stomp_whatever_breaks() {
    use Kind::*;
    let kinds = [
        BrokerStopped,
        ConnectionsClosed,
        PublisherKilled,
        BrokerFrozen,
        WayStands,
        ListenerFrozen,
        WayLate,
        QueueRemoved,
        ListenerKilled,
        WayCut,
    ];
    nothing_breaks_a_promise(Protocol::Stomp, &kinds).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_a_listener_swallows_is_reported_as_lost() {
    let report = report(Length::Faults(Vec::new()), Protocol::Amqp, Plant::Unhandled).await;
    let lost = &report.verdict.lost[..];
    assert!(matches!(lost, [loss] if loss.listener == "cache"), "{report}");
    assert!(!report.is_well() && report.to_string().contains("lost 1"), "{report}");
    discard(&report);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_a_publisher_only_claims_to_have_sent_is_reported_as_lost() {
    let report = report(Length::Faults(Vec::new()), Protocol::Stomp, Plant::Unsent).await;
    let mut lost: Vec<_> = report.verdict.lost.iter().map(|loss| (loss.number.as_str(), loss.listener)).collect();
    lost.sort_unstable();
    assert_eq!(lost, [("2.1.2", "cache"), ("2.1.2", "ledger"), ("2.1.2", "mail")], "{report}");
    assert!(!report.is_well(), "{report}");
    discard(&report);
}

/// What was broken on purpose is not kept.
fn discard(report: &Report) {
    let kept = report.kept.as_ref().expect("the journals are kept");
    std::fs::remove_dir_all(kept).unwrap();
}
