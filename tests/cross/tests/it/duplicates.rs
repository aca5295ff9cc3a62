//! A durable event that is sent under one id by both protocols arrives once.

use std::sync::Arc;

use tidings_core::{envelope::Envelope, runtime::Runtime, sending::SharedEnvelope};

use crate::support::{Listener, Order, Over, Tag, end, pairs, start, within};

async fn once<T: Tag>(first: Over, second: Over) {
    let mut listeners = Over::ALL.map(|over| (over, Listener::<Order<T>>::new(&format!("invoice-{over:?}"))));
    let mut managers = Vec::new();
    for (over, listener) in &listeners {
        managers
            .push(start(over.provider().await, |builder| builder.listen(listener.claim(), listener.ok(*over))).await);
    }
    for over in [first, second] {
        managers.push(start(over.provider().await, |builder| builder).await);
    }
    let [.., one, other] = &managers[..] else { panic!("four managers") };
    let envelope: SharedEnvelope = Arc::new(Envelope::typed(Order::<T>::new(1), &Runtime::system()));
    within("the first confirmation", one.send(envelope.clone())).await.unwrap();
    within("the second confirmation", other.send(envelope)).await.unwrap();
    within("the last confirmation", other.send_event(Order::<T>::new(2))).await.unwrap();
    for (_, listener) in &mut listeners {
        let numbers: Vec<_> = listener.take(2).await.iter().map(|heard| heard.event.n).collect();
        assert_eq!(numbers, [1, 2]);
    }
    for manager in managers {
        end(manager).await;
    }
}

pairs!(a_durable_event_sent_twice_under_one_id_arrives_once = once: durable);
