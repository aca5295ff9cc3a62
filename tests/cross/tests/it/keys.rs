//! Events of one key keep their order, whoever sends and whoever listens.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
};

use crate::support::{Listener, Order, Over, Tag, end, event, start, within};

const EVENTS: u64 = 140;
const KEYS: u64 = 7;

async fn in_order<T: Tag>() {
    let mut listener = Listener::<Order<T>>::new("invoice");
    let (busy, clashes) = (Arc::new(Mutex::new(BTreeSet::new())), Arc::new(Mutex::new(Vec::new())));
    let mut managers = Vec::new();
    for over in Over::ALL {
        let (busy, clashes) = (busy.clone(), clashes.clone());
        let careful = listener.reacting(over, move |heard| {
            let (busy, clashes) = (busy.clone(), clashes.clone());
            async move {
                let key = heard.facts.key.ok_or("an event has no key")?;
                if !busy.lock().unwrap().insert(key.clone()) {
                    clashes.lock().unwrap().push(heard.event.n);
                }
                // Others have every chance to come in between.
                for _ in 0..20 {
                    tokio::task::yield_now().await;
                }
                busy.lock().unwrap().remove(&key);
                Ok(())
            }
        });
        let claim = listener.claim().concurrency(4);
        managers.push(start(over.provider().await, |builder| builder.listen(claim, careful)).await);
    }
    for n in 0..EVENTS {
        // Each is confirmed before the other protocol sends the next: two connections know no order else.
        let manager = &managers[usize::try_from(n / KEYS % 2).unwrap()];
        let event = Order::<T>::of(n, format!("customer: {}\\größe", n % KEYS));
        within("the confirmation", manager.send_event(event)).await.unwrap();
    }
    let heard = listener.take(usize::try_from(EVENTS).unwrap()).await;
    let mut last = BTreeMap::new();
    for heard in &heard {
        let before = last.insert(&heard.event.text, heard.event.n);
        assert!(before < Some(heard.event.n), "{} came after {before:?}, both of {}", heard.event.n, heard.event.text);
    }
    assert_eq!(*clashes.lock().unwrap(), [0; 0], "began while another event of their key was handled");
    for manager in managers {
        end(manager).await;
    }
    assert_eq!(listener.rest().len(), 0);
}

#[tokio::test]
async fn events_of_one_key_sent_by_both_are_handled_in_order_by_both() {
    event!(Here: keyed);
    in_order::<Here>().await;
}

#[tokio::test]
async fn durable_events_of_one_key_sent_by_both_are_handled_in_order_by_both() {
    event!(Here: durable, keyed);
    in_order::<Here>().await;
}
