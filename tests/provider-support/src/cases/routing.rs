//! What no queue would get is refused, and nobody is asked for each event.

use std::{sync::Arc, time::Duration};

use tidings_broker::{Artemis, Right, Rights, shared};
use tidings_core::{
    ErrorKind,
    event::EventRef,
    provider::{Connection, Outcome, Target},
};
use tokio::time::{Instant, sleep};

use crate::{
    Protocol,
    operator::{holds, manage, management_answers, tells_somebody},
    support::*,
};

async fn offer(connection: &dyn Connection, target: &Target, event: &EventRef) -> Outcome {
    send_all(connection, target, [parcel(event, "1")]).await.remove(0)
}

fn is_unroutable(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::NotSent(error) => {
            assert!(error.remedy().is_some(), "{error:?}");
            error.kind() == ErrorKind::Unroutable
        }
        _ => false,
    }
}

/// Sends until the outcome is what is wanted; how long that took.
async fn until(
    connection: &dyn Connection,
    target: &Target,
    event: &EventRef,
    is_wanted: impl Fn(&Outcome) -> bool,
) -> Duration {
    let begun = Instant::now();
    within(async {
        loop {
            let outcome = offer(connection, target, event).await;
            if is_wanted(&outcome) {
                return;
            }
            sleep(Duration::from_millis(2)).await;
        }
    })
    .await;
    begun.elapsed()
}

async fn create_queue(broker: &Artemis, address: &str, queue: &str) {
    let config = format!(
        r#"{{\"name\":\"{queue}\",\"address\":\"{address}\",\"routing-type\":\"MULTICAST\",\"durable\":true,\"auto-delete\":false}}"#
    );
    manage(broker, "createQueue", &format!("[\"{config}\",false]")).await.unwrap();
}

async fn destroy_queue(broker: &Artemis, queue: &str) {
    manage(broker, "destroyQueue", &format!("[\"{queue}\",true]")).await.unwrap();
}

/// Waits until word of all that was removed so far has come, as it comes in its order: a copy that is sent before that makes
/// its queue anew.
async fn word_has_come(broker: &Artemis, connection: &dyn Connection) {
    let (event, claim) = durable();
    let target = Target::Address(event.clone());
    listen(connection, &claim, 0).await.close().await;
    until(connection, &target, &event, confirmed).await;
    destroy_queue(broker, &claim.queue()).await;
    until(connection, &target, &event, is_unroutable).await;
}

fn confirmed(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Confirmed)
}

pub async fn a_durable_event_is_refused_while_it_has_no_queue_and_only_then(protocol: &Protocol) {
    let broker = shared().await.unwrap();
    let (sender, other) = (protocol.connect(broker).await, protocol.connect(broker).await);
    let (event, claim) = durable();
    let target = Target::Address(event.clone());
    assert!(is_unroutable(&offer(&*sender, &target, &event).await));
    let listener = listen(&*other, &claim, 0).await;
    until(&*sender, &target, &event, confirmed).await;
    listener.close().await;
    assert!(confirmed(&offer(&*sender, &target, &event).await), "the queue stays");
    destroy_queue(broker, &claim.queue()).await;
    let took = until(&*sender, &target, &event, is_unroutable).await;
    assert!(took < Duration::from_secs(5), "{took:?}");
    create_queue(broker, event.address(), &claim.queue()).await;
    let took = until(&*sender, &target, &event, confirmed).await;
    assert!(took < Duration::from_secs(5), "{took:?}");
    close(&*sender).await;
    close(&*other).await;
}

pub async fn an_event_that_is_not_durable_is_confirmed_unheard_while_it_has_no_queue(protocol: &Protocol) {
    let connection = protocol.connect(shared().await.unwrap()).await;
    let (event, claim) = volatile();
    let target = Target::Address(event.clone());
    assert!(matches!(offer(&*connection, &target, &event).await, Outcome::Unheard));
    let mut listener = listen(&*connection, &claim, 10).await;
    until(&*connection, &target, &event, confirmed).await;
    assert_eq!(listener.take().await, "1");
    close(&*connection).await;
}

pub async fn a_copy_for_a_queue_that_was_removed_is_refused(protocol: &Protocol) {
    let broker = shared().await.unwrap();
    let connection = protocol.connect(broker).await;
    let (event, claim) = durable();
    let another = tidings_core::provider::Claim::shared(event.clone(), unique("another"));
    listen(&*connection, &another, 0).await.close().await;
    listen(&*connection, &claim, 0).await.close().await;
    let letters = claim.dead_letter_queue();
    for (target, queue) in
        [(Target::Queue(claim.clone()), claim.queue().into_owned()), (Target::DeadLetters(claim.clone()), letters)]
    {
        assert!(confirmed(&offer(&*connection, &target, &event).await), "{target:?}");
        destroy_queue(broker, &queue).await;
        word_has_come(broker, &*connection).await;
        let took = until(&*connection, &target, &event, |outcome| !confirmed(outcome)).await;
        assert!(took < Duration::from_secs(5), "{took:?}");
    }
    close(&*connection).await;
}

pub async fn a_queue_of_a_pattern_and_a_divert_count_as_listeners(protocol: &Protocol) {
    let broker = shared().await.unwrap();
    let connection = protocol.connect(broker).await;
    let (stem, queue) = (unique("stem"), unique("queue"));
    let matching = event(&format!("{stem}.placed"), true);
    let target = Target::Address(matching.clone());
    assert!(is_unroutable(&offer(&*connection, &target, &matching).await));
    create_queue(broker, &format!("{stem}.#"), &queue).await;
    until(&*connection, &target, &matching, confirmed).await;
    holds(broker, &queue, 1).await;
    // Never used before, so that the broker has no such address.
    let fresh = event(&format!("{stem}.fresh"), true);
    assert!(confirmed(&offer(&*connection, &Target::Address(fresh.clone()), &fresh).await));
    holds(broker, &queue, 2).await;
    destroy_queue(broker, &queue).await;
    until(&*connection, &target, &matching, is_unroutable).await;

    let (diverted, _) = durable();
    let divert = format!(
        r#"{{\"name\":\"{0}\",\"routing-name\":\"{0}\",\"address\":\"{1}\",\"forwarding-address\":\"{stem}.far\",\"exclusive\":false}}"#,
        unique("divert"),
        diverted.address()
    );
    manage(broker, "createDivert", &format!("[\"{divert}\"]")).await.unwrap();
    assert!(confirmed(&offer(&*connection, &Target::Address(diverted.clone()), &diverted).await));
    close(&*connection).await;
}

pub async fn ten_thousand_sends_cost_a_handful_of_questions(protocol: &Protocol) {
    let broker = Artemis::start().await.unwrap();
    let connection = protocol.connect(&broker).await;
    let (event, claim) = durable();
    let _listener = listen(&*connection, &claim, 0).await;
    let target = Target::Address(event.clone());
    let before = management_answers(&broker).await;
    assert!(confirmed(&offer(&*connection, &target, &event).await));
    // Until then it is asked each second, however long a busy broker takes.
    tells_somebody(&broker).await;
    let already = management_answers(&broker).await - before;
    let begun = Instant::now();
    for _ in 0..10 {
        let parcels: Vec<_> = (0..1_000).map(|_| parcel(&event, "1")).collect();
        let outcomes = send_all(&*connection, &target, parcels).await;
        assert!(outcomes.iter().all(confirmed));
    }
    let asked = management_answers(&broker).await - before - already;
    // One when its word is heard of and one that may be under way before, and one in each half minute.
    let expected = 3 + begun.elapsed().as_secs() / 30;
    assert!(already > 0 && asked <= expected, "{already} questions before, {asked} in {:?}", begun.elapsed());
    close(&*connection).await;
}

async fn entered(protocol: &Protocol, broker: &Artemis, user: &str) -> Arc<dyn Connection> {
    protocol.connect_to(&protocol.url_for(broker, user, "secret"), limits()).await.unwrap()
}

pub async fn without_the_rights_events_are_asked_for_each_second_or_sent_as_they_are(protocol: &Protocol) {
    let broker = Artemis::builder()
        .user("clerk", "secret", Rights::all().without(Right::Manage))
        .user("deaf", "secret", Rights::all())
        .rights_on("activemq.notifications", "deaf", Rights::all().without(Right::Consume))
        .start()
        .await
        .unwrap();
    let clerk = entered(protocol, &broker, "clerk").await;
    let (lost, _) = durable();
    assert!(confirmed(&offer(&*clerk, &Target::Address(lost.clone()), &lost).await), "nobody can know");

    let deaf = entered(protocol, &broker, "deaf").await;
    let (event, claim) = durable();
    let target = Target::Address(event.clone());
    assert!(is_unroutable(&offer(&*deaf, &target, &event).await));
    create_queue(&broker, event.address(), &claim.queue()).await;
    until(&*deaf, &target, &event, confirmed).await;
    destroy_queue(&broker, &claim.queue()).await;
    let took = until(&*deaf, &target, &event, is_unroutable).await;
    assert!(took < Duration::from_secs(5), "{took:?}");
    close(&*clerk).await;
    close(&*deaf).await;
}
