//! An address, its pages or the disk are full: senders wait or are told, listeners go on, and nothing is lost or doubled.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use tidings_core::{
    ErrorKind, Failure,
    event::EventRef,
    provider::{Admission, Claim, Connection, Health, Outcome, Receipt, Target},
};
use tokio::time::timeout;

use crate::{
    Protocol,
    managed::{self, Handled, numbered},
    operator,
    support::*,
};

const BLOCK: &str = "<max-size-bytes>200000</max-size-bytes><address-full-policy>BLOCK</address-full-policy>";
const FAIL: &str = "<max-size-bytes>200000</max-size-bytes><address-full-policy>FAIL</address-full-policy>";
const FULL_PAGES: &str = "<max-size-bytes>200000</max-size-bytes><page-size-bytes>100000</page-size-bytes>\
    <page-limit-bytes>300000</page-limit-bytes><page-full-policy>FAIL</page-full-policy>";

/// How long an answer may take before a send counts as one that waits.
const SOON: Duration = Duration::from_secs(2);

fn claim() -> (EventRef, Claim) {
    let event = event(&unique("full.event"), true);
    (event.clone(), Claim::shared(event, unique("listener")))
}

fn offer(connection: &dyn Connection, event: &EventRef, n: u64) -> Receipt {
    connection.sender(&Target::Address(event.clone())).offer(parcel(event, numbered(n)), Admission::Wait)
}

/// Sends until there is no room, and gives the numbers of what was confirmed. What was not has surely not arrived.
async fn fill(connection: &dyn Connection, event: &EventRef) -> BTreeSet<u64> {
    let mut confirmed = BTreeSet::new();
    for batch in 0.. {
        let numbers = batch * 50..(batch + 1) * 50;
        let receipts: Vec<_> = numbers.map(|n| (n, offer(connection, event, n))).collect();
        let (mut is_full, mut is_waiting) = (false, false);
        for (n, mut receipt) in receipts {
            // Those behind one that waits wait too.
            let patience = if is_waiting { QUIET / 10 } else { SOON };
            match timeout(patience, &mut receipt).await {
                Ok(Outcome::Confirmed) => {
                    confirmed.insert(n);
                }
                Ok(Outcome::NotSent(error)) => {
                    assert!(error.kind() == ErrorKind::Full && error.is_retryable(), "{error}");
                    is_full = true;
                }
                Ok(other) => panic!("{n}: {other:?}"),
                Err(_) => {
                    assert!(receipt.cancel(), "{n} waits for room, so it has not left");
                    (is_full, is_waiting) = (true, true);
                }
            }
        }
        if is_full {
            return confirmed;
        }
        assert!(batch < 100, "it is never full");
    }
    confirmed
}

async fn sends_go_on(protocol: &Protocol, settings: &str) {
    let broker = managed::broker(settings).await;
    let connection = protocol.connect(&broker).await;
    let (event, claim) = claim();
    let mut listener = listen(&*connection, &claim, 0).await;
    let mut expected = fill(&*connection, &event).await;
    assert!(!expected.is_empty());
    operator::holds(&broker, &claim.queue(), expected.len() as u64).await;
    // Now somebody makes room.
    listener.grant(100);
    let mut seen = Vec::new();
    let mut n = 1_000_000;
    let mut waiting: Option<(u64, Receipt)> = None;
    within(async {
        // Sending goes on by itself, on the same connection.
        while expected.range(1_000_000..).count() < 50 || seen.len() < expected.len() {
            if let Some((n, receipt)) = &mut waiting
                && let Ok(outcome) = timeout(Duration::from_millis(1), receipt).await
            {
                match outcome {
                    Outcome::Confirmed => drop(expected.insert(*n)),
                    Outcome::NotSent(error) => assert_eq!(error.kind(), ErrorKind::Full, "{error}"),
                    other => panic!("{other:?}"),
                }
                waiting = None;
            }
            if waiting.is_none() && expected.range(1_000_000..).count() < 50 {
                n += 1;
                waiting = Some((n, offer(&*connection, &event, n)));
            }
            if let Some(body) = listener.take_within(Duration::from_millis(20)).await {
                seen.push(number(&body));
            }
        }
    })
    .await;
    assert!(listener.is_quiet().await);
    assert_eq!(seen.len(), expected.len(), "nothing comes twice");
    assert_eq!(seen.into_iter().collect::<BTreeSet<_>>(), expected, "nothing is lost");
    within(connection.health().wait_for(Health::is_up)).await.unwrap();
    close(&*connection).await;
}

fn number(body: &str) -> u64 {
    let digits = body.trim_start_matches(r#"{"n":"#);
    digits.split(',').next().unwrap().parse().unwrap()
}

pub async fn a_send_to_an_address_that_blocks_waits_and_goes_on_once_there_is_room(protocol: &Protocol) {
    // Over STOMP Artemis lets everybody send on.
    if protocol.has_links {
        sends_go_on(protocol, BLOCK).await;
    }
}

pub async fn a_send_to_an_address_that_fails_comes_back_as_full_and_goes_on_once_there_is_room(protocol: &Protocol) {
    sends_go_on(protocol, FAIL).await;
}

pub async fn a_send_to_an_address_whose_pages_are_full_comes_back_as_full_and_goes_on_once_there_is_room(
    protocol: &Protocol,
) {
    sends_go_on(protocol, FULL_PAGES).await;
}

/// Every first attempt fails, and the copy of each is for the address that is full.
async fn a_failing_listener_empties(protocol: &Protocol, settings: &str) {
    let broker = managed::broker(settings).await;
    let connection = protocol.connect(&broker).await;
    let (event, claim) = claim();
    listen(&*connection, &claim, 0).await.close().await;
    let expected = fill(&*connection, &event).await;
    let handled = Handled::default();
    let fails_first = |_, attempt| if attempt == 1 { Err(Failure::new("the first attempt fails")) } else { Ok(()) };
    let subscription = managed::subscription(&claim, 5).concurrency(8);
    let manager = managed::started(protocol, &protocol.url(&broker), subscription, handled.judging(fails_first)).await;
    handled.reaches(expected.len()).await;
    operator::holds(&broker, &claim.queue(), 0).await;
    let attempts = handled.attempts();
    assert_eq!(attempts.keys().copied().collect::<BTreeSet<_>>(), expected, "nothing is lost");
    assert!(attempts.values().all(|made| made.contains(&1) && made.contains(&2)), "{attempts:?}");
    // More often only what a connection took back that missed its heartbeat, as on a machine that is too busy.
    let more = attempts.values().map(Vec::len).sum::<usize>() - 2 * expected.len();
    let returned = manager.ledger().deliveries().returned;
    assert!(more as u64 <= returned, "{more} attempts more, {returned} returned: {attempts:?}");
    // There is room again, for this process and for others.
    within(async { while !matches!(offer(&*connection, &event, 1_000_000).await, Outcome::Confirmed) {} }).await;
    within(manager.shutdown()).await.unwrap();
    close(&*connection).await;
}

pub async fn a_listener_that_fails_every_first_attempt_empties_an_address_that_blocks(protocol: &Protocol) {
    // As above.
    if protocol.has_links {
        Box::pin(a_failing_listener_empties(protocol, BLOCK)).await;
    }
}

pub async fn a_listener_that_fails_every_first_attempt_empties_an_address_that_fails(protocol: &Protocol) {
    Box::pin(a_failing_listener_empties(protocol, FAIL)).await;
}

pub async fn an_address_that_drops_what_it_has_no_room_for_is_no_place_for_durable_events(protocol: &Protocol) {
    let drops = "<max-size-bytes>200000</max-size-bytes><address-full-policy>DROP</address-full-policy>";
    let pages = "<max-size-bytes>200000</max-size-bytes><page-size-bytes>100000</page-size-bytes>\
        <page-limit-bytes>300000</page-limit-bytes><page-full-policy>DROP</page-full-policy>";
    for settings in [drops, pages] {
        let broker = managed::broker(settings).await;
        let connection = protocol.connect(&broker).await;
        let (event, claim) = claim();
        let Err(listening) = within(connection.subscribe(&claim)).await else { panic!("what comes may be dropped") };
        let sending = within(connection.verify(&Target::Address(event))).await.unwrap_err();
        for error in [listening, sending] {
            assert_eq!(error.kind(), ErrorKind::Conflict);
            assert!(error.to_string().contains("DROP"), "{error}");
        }
        let passing = self::event(&unique("full.event"), false);
        drop(listen(&*connection, &Claim::shared(passing, unique("listener")), 1).await);
        close(&*connection).await;
    }
}

/// The disk is full from the next start of the broker on, or not any more.
async fn fill_disk(broker: &tidings_broker::Artemis, is_full: bool) {
    let file = broker.directory().expect("the broker is ours").join("etc/broker.xml");
    let text = std::fs::read_to_string(&file).unwrap();
    let (from, to) = if is_full { (99, 1) } else { (1, 99) };
    let usage = |percent| format!("<max-disk-usage>{percent}</max-disk-usage>");
    assert!(text.contains(&usage(from)));
    broker.kill().await.unwrap();
    std::fs::write(&file, text.replace(&usage(from), &usage(to))).unwrap();
    broker.restart().await.unwrap();
}

pub async fn while_the_disk_of_the_broker_is_full_sends_wait_or_fail_and_then_go_on(protocol: &Protocol) {
    let broker = tidings_broker::Artemis::builder()
        .broker_xml(|xml| xml.replace("<disk-scan-period>5000<", "<disk-scan-period>200<"))
        .start()
        .await
        .unwrap();
    let connection = protocol.connect(&broker).await;
    let (event, claim) = durable();
    let mut listener = listen(&*connection, &claim, 50).await;
    send(&*connection, &event, "before").await;
    assert_eq!(listener.take().await, "before");
    fill_disk(&broker, true).await;
    within(async {
        // The broker looks at its disk a moment after its start.
        while let Outcome::Confirmed = soon(&*connection, &event).await {}
    })
    .await;
    fill_disk(&broker, false).await;
    within(async { while !matches!(soon(&*connection, &event).await, Outcome::Confirmed) {} }).await;
    let sender = connection.sender(&Target::Address(event.clone()));
    assert!(matches!(within(sender.offer(parcel(&event, "after"), Admission::Wait)).await, Outcome::Confirmed));
    while listener.take().await != "after" {}
    within(connection.health().wait_for(Health::is_up)).await.unwrap();
    close(&*connection).await;
}

/// What becomes of a send that is taken back if it has to wait.
async fn soon(connection: &dyn Connection, event: &EventRef) -> Outcome {
    let body: Arc<_> = parcel(event, "meanwhile");
    let mut receipt = connection.sender(&Target::Address(event.clone())).offer(body, Admission::Wait);
    match timeout(SOON, &mut receipt).await {
        Ok(Outcome::NotSent(error)) => {
            assert!(matches!(error.kind(), ErrorKind::Full | ErrorKind::Disconnected), "{error}");
            Outcome::NotSent(error)
        }
        Ok(outcome) => outcome,
        Err(_) => {
            receipt.cancel();
            Outcome::NotSent(tidings_core::Error::new(ErrorKind::Timeout, "send an event"))
        }
    }
}
