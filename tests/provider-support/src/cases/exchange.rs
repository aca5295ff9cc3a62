//! What is sent arrives, whole, once, at whom it is for.

use std::time::Duration;

use bytes::Bytes;
use tidings_broker::shared;
use tidings_core::{
    codec::Form,
    envelope::{Encoded, Envelope, Head},
    provider::{Admission, Claim, Content, Outcome, Target},
    runtime::Runtime,
    sending::{Unsent, offer},
};

use crate::{Protocol, proxy::Proxy, support::*};

pub async fn an_event_arrives_with_everything_it_was_sent_with(protocol: &Protocol) {
    let connection = protocol.connect(shared().await.unwrap()).await;
    let (event, claim) = durable();
    let mut listener = listen(&*connection, &claim, 10).await;
    let mut sent = envelope(&event, "{\"größe\":\"日本\"}");
    sent.set("session", "s-1");
    sent.head_mut().set_key("customer-7");
    let id = sent.id().clone();
    let outcomes = send_all(&*connection, &Target::Address(event), [std::sync::Arc::new(sent) as _]).await;
    assert!(matches!(outcomes[..], [Outcome::Confirmed]));
    let incoming = listener.next().await;
    let got = readable(&incoming);
    assert_eq!(got.id(), &id);
    assert_eq!(got.get("session"), Some("s-1"));
    assert_eq!(got.key().as_deref(), Some("customer-7"));
    assert_eq!(got.body().unwrap(), "{\"größe\":\"日本\"}");
    assert!(!incoming.redelivered && got.attempt() == 1);
    listener.accept(incoming.token);
    listener.close().await;
    close(&*connection).await;
}

pub async fn bodies_from_1_byte_to_5_megabytes_arrive_whole(protocol: &Protocol) {
    let connection = protocol.connect(shared().await.unwrap()).await;
    let (event, claim) = durable();
    let mut listener = listen(&*connection, &claim, 10).await;
    for size in [1, 100, 1_000, 70_000, 5_000_000] {
        let body = Bytes::from("x".repeat(size));
        send(&*connection, &event, body.clone()).await;
        assert_eq!(listener.take().await.len(), size);
    }
    close(&*connection).await;
}

pub async fn a_binary_body_arrives_as_it_is(protocol: &Protocol) {
    let connection = protocol.connect(shared().await.unwrap()).await;
    let (event, claim) = durable();
    let mut listener = listen(&*connection, &claim, 10).await;
    let body = Bytes::from_static(&[0, 255, 1, 128]);
    let head = Head::new(event.clone(), Runtime::system());
    let sent = Envelope::encoded(head, Encoded::new(body.clone(), "application/octet-stream", Form::Binary));
    send_all(&*connection, &Target::Address(event), [std::sync::Arc::new(sent) as _]).await;
    let incoming = listener.next().await;
    let got = readable(&incoming);
    assert_eq!(
        (got.body().unwrap(), got.form(), got.content_type()),
        (&body, Form::Binary, "application/octet-stream")
    );
    close(&*connection).await;
}

pub async fn every_listener_gets_each_event_and_processes_share_a_listener(protocol: &Protocol) {
    let broker = shared().await.unwrap();
    let (one, two) = (protocol.connect(broker).await, protocol.connect(broker).await);
    let event = event(&unique("event"), true);
    let (invoice, audit) =
        (Claim::shared(event.clone(), unique("invoice")), Claim::shared(event.clone(), unique("audit")));
    let mut first = listen(&*one, &invoice, 5).await;
    let mut second = listen(&*two, &invoice, 5).await;
    let mut auditor = listen(&*two, &audit, 100).await;
    let target = Target::Address(event.clone());
    let parcels = (0..20).map(|n| parcel(&event, n.to_string()));
    assert!(send_all(&*one, &target, parcels).await.iter().all(|outcome| matches!(outcome, Outcome::Confirmed)));
    let mut shared_out = Vec::new();
    while shared_out.len() < 20 {
        // How many each gets is the broker's business.
        shared_out.push(tokio::select! { one = first.take() => one, two = second.take() => two });
    }
    shared_out.sort_by_key(|n| n.parse::<u32>().unwrap());
    let expected: Vec<_> = (0..20).map(|n| n.to_string()).collect();
    assert_eq!(shared_out, expected);
    for n in &expected {
        assert_eq!(&auditor.take().await, n);
    }
    assert!(first.is_quiet().await && auditor.is_quiet().await);
    close(&*one).await;
    close(&*two).await;
}

pub async fn a_listener_of_every_process_gets_each_event_in_each(protocol: &Protocol) {
    let broker = shared().await.unwrap();
    let (one, two) = (protocol.connect(broker).await, protocol.connect(broker).await);
    let (event, claim) = volatile();
    let mut first = listen(&*one, &claim.clone().for_server("host:8080"), 5).await;
    let mut second = listen(&*two, &claim.for_server("host:8081"), 5).await;
    send(&*one, &event, "1").await;
    assert_eq!((first.take().await, second.take().await), ("1".into(), "1".into()));
    close(&*one).await;
    close(&*two).await;
}

pub async fn a_delayed_copy_comes_to_its_queue_alone_and_not_before_its_time(protocol: &Protocol) {
    let connection = protocol.connect(shared().await.unwrap()).await;
    let event = event(&unique("event"), true);
    let (one, two) = (Claim::shared(event.clone(), unique("one")), Claim::shared(event.clone(), unique("two")));
    let mut first = listen(&*connection, &one, 5).await;
    let mut second = listen(&*connection, &two, 5).await;
    let mut copy = envelope(&event, "again");
    copy.head_mut().set_attempt(2);
    copy.head_mut().set_delay(Some(Duration::from_millis(700)));
    let begun = tokio::time::Instant::now();
    let sender = connection.sender(&Target::Queue(one));
    let outcome = within(sender.offer(std::sync::Arc::new(copy), Admission::Beside)).await;
    assert!(matches!(outcome, Outcome::Confirmed), "{outcome:?}");
    let incoming = first.next().await;
    assert!(begun.elapsed() >= Duration::from_millis(690), "{:?}", begun.elapsed());
    assert_eq!(readable(&incoming).attempt(), 2);
    assert!(second.is_quiet().await);
    close(&*connection).await;
}

pub async fn a_second_send_under_the_same_id_is_dropped_and_copies_of_two_listeners_are_not(protocol: &Protocol) {
    let connection = protocol.connect(shared().await.unwrap()).await;
    let event = event(&unique("event"), true);
    let (one, two) = (Claim::shared(event.clone(), unique("one")), Claim::shared(event.clone(), unique("two")));
    let mut first = listen(&*connection, &one, 5).await;
    let mut second = listen(&*connection, &two, 5).await;
    let sent = parcel(&event, "1");
    let address = Target::Address(event);
    assert_eq!(send_all(&*connection, &address, [sent.clone(), sent.clone()]).await.len(), 2);
    assert_eq!((first.take().await, second.take().await), ("1".into(), "1".into()));
    assert!(first.is_quiet().await && second.is_quiet().await);
    for attempt in 2..4 {
        for claim in [&one, &two] {
            let copy = sent.copy(|head| head.set_attempt(attempt));
            send_all(&*connection, &Target::Queue(claim.clone()), [copy]).await;
        }
        assert_eq!((first.take().await, second.take().await), ("1".into(), "1".into()), "attempt {attempt}");
    }
    close(&*connection).await;
}

pub async fn an_undecided_send_that_is_repeated_under_its_id_arrives_once(protocol: &Protocol) {
    let broker = shared().await.unwrap();
    let (proxy, (event, claim)) = (Proxy::to((protocol.port)(broker)).await, durable());
    let listening = protocol.connect(broker).await;
    let mut listener = listen(&*listening, &claim, 5).await;
    let sending = protocol.connect_to(&protocol.local(proxy.port()), limits()).await.unwrap();
    let sender = sending.sender(&Target::Address(event.clone()));
    // Once before, so that the way to the address is there.
    within(offer(&*sender, parcel(&event, "before"), Admission::Wait, BOUND)).await.unwrap();
    assert_eq!(listener.take().await, "before");
    proxy.swallow_answers();
    let sent = parcel(&event, "1");
    let undecided = within(offer(&*sender, sent.clone(), Admission::Wait, Duration::from_secs(1))).await;
    assert!(matches!(undecided, Err(Unsent::Undecided(_))), "{undecided:?}");
    assert_eq!(listener.take().await, "1", "it had arrived");
    proxy.cut();
    within(offer(&*sender, sent, Admission::Wait, BOUND)).await.unwrap();
    within(offer(&*sender, parcel(&event, "after"), Admission::Wait, BOUND)).await.unwrap();
    assert_eq!(listener.take().await, "after", "nothing came in between");
    close(&*sending).await;
    close(&*listening).await;
}

pub async fn what_is_returned_is_given_again_and_what_is_accepted_is_not(protocol: &Protocol) {
    let connection = protocol.connect(shared().await.unwrap()).await;
    let (event, claim) = durable();
    let mut listener = listen(&*connection, &claim, 2).await;
    send(&*connection, &event, "1").await;
    send(&*connection, &event, "2").await;
    let first = listener.next().await;
    listener.give_back(first.token);
    listener.close().await;
    let mut listener = listen(&*connection, &claim, 10).await;
    assert_eq!((listener.take().await, listener.take().await), ("1".into(), "2".into()));
    assert!(listener.is_quiet().await);
    listener.close().await;
    let mut listener = listen(&*connection, &claim, 10).await;
    assert!(listener.is_quiet().await);
    close(&*connection).await;
}

pub async fn accepts_right_before_a_close_are_not_lost(protocol: &Protocol) {
    let broker = shared().await.unwrap();
    let (event, claim) = durable();
    for round in 0..5 {
        let connection = protocol.connect(broker).await;
        let mut listener = listen(&*connection, &claim, 200).await;
        let target = Target::Address(event.clone());
        send_all(&*connection, &target, (0..100).map(|n| parcel(&event, format!("{round}-{n}")))).await;
        for n in 0..100 {
            assert_eq!(listener.take().await, format!("{round}-{n}"));
        }
        listener.close().await;
        close(&*connection).await;
    }
    let connection = protocol.connect(broker).await;
    let mut listener = listen(&*connection, &claim, 200).await;
    assert!(listener.is_quiet().await, "an accept was lost");
    close(&*connection).await;
}

pub async fn no_more_is_given_than_was_granted(protocol: &Protocol) {
    let connection = protocol.connect(shared().await.unwrap()).await;
    let (event, claim) = durable();
    let mut listener = listen(&*connection, &claim, 3).await;
    // A provider may be careful until it knows that nothing was given before.
    send(&*connection, &event, "warm").await;
    assert_eq!(listener.take().await, "warm");
    let target = Target::Address(event.clone());
    send_all(&*connection, &target, (0..10).map(|n| parcel(&event, n.to_string()))).await;
    for n in 0..3 {
        assert_eq!(text(&listener.next().await), n.to_string());
    }
    assert!(listener.is_quiet().await);
    close(&*connection).await;
}

pub async fn an_event_under_another_name_is_no_event_of_this_address(protocol: &Protocol) {
    let connection = protocol.connect(shared().await.unwrap()).await;
    let (event, claim) = durable();
    let mut listener = listen(&*connection, &claim, 3).await;
    let other = tidings_core::event::EventInfo::external("other").with_version(2).durable();
    let mut foreign = envelope(&tidings_core::event::EventRef::from(other), "{}");
    foreign.set("kept", "yes");
    send_all(&*connection, &Target::Address(event), [std::sync::Arc::new(foreign) as _]).await;
    match listener.next().await.content {
        Content::Unreadable { envelope, reason } => {
            assert!(reason.contains("other"), "{reason}");
            assert_eq!(envelope.get("kept"), Some("yes"));
        }
        _ => panic!("it was readable"),
    }
    close(&*connection).await;
}
