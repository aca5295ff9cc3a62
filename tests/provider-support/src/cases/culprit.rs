//! A send that the broker takes amiss fails alone.

use std::{collections::BTreeSet, sync::Arc};

use tidings_broker::shared;
use tidings_core::{
    ErrorKind,
    envelope::Parcel,
    provider::{Admission, Outcome, Target},
};

use crate::{Protocol, support::*};

/// More than Artemis can write into its journal as headers of one message.
const TOO_MUCH: usize = 1_000_000;

pub async fn one_header_too_large_among_a_thousand_sends_fails_alone_and_disturbs_no_other_address(
    protocol: &Protocol,
) {
    let connection = protocol.connect(shared().await.unwrap()).await;
    let (event, claim) = durable();
    let (other, other_claim) = durable();
    let mut listener = listen(&*connection, &claim, 100).await;
    let mut other_listener = listen(&*connection, &other_claim, 100).await;
    let sender = connection.sender(&Target::Address(event.clone()));
    let other_sender = connection.sender(&Target::Address(other.clone()));
    let offer = |n: u32| {
        let mut sent = envelope(&event, n.to_string());
        if n == 500 {
            sent.set("huge", "x".repeat(TOO_MUCH));
        }
        let sent: Arc<dyn Parcel> = Arc::new(sent);
        (sender.offer(sent, Admission::Wait), other_sender.offer(parcel(&other, n.to_string()), Admission::Wait))
    };
    let receipts: Vec<_> = (0..1_000).map(offer).collect();
    for (n, (receipt, other)) in receipts.into_iter().enumerate() {
        match within(receipt).await {
            Outcome::Confirmed => assert_ne!(n, 500),
            Outcome::NotSent(error) => {
                assert_eq!((n, error.kind()), (500, ErrorKind::Rejected), "{error}");
                let shown = format!("{error} {error:?}");
                assert!(shown.contains(event.address()) && shown.contains("AMQ") && shown.len() < 2_000, "{shown}");
            }
            other => panic!("{n}: {other:?}"),
        }
        assert!(matches!(within(other).await, Outcome::Confirmed), "{n}");
    }
    for (listener, count) in [(&mut listener, 999), (&mut other_listener, 1_000)] {
        let mut seen = BTreeSet::new();
        while seen.len() < count {
            assert!(seen.insert(listener.take().await), "each comes once");
        }
        assert!(listener.is_quiet().await);
        assert_eq!(listener.losses, 0, "no listener lost its link");
    }
    assert!(connection.health().borrow().is_up());
    close(&*connection).await;
}
