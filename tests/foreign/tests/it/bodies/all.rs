use std::collections::BTreeMap;

use serde_json::json;
use tidings_broker::shared;

use super::{
    cases::{Fate, Header, cases},
    send, send_next,
};
use crate::support::*;

over_each_protocol! {
    each_foreign_body_is_handled_or_is_one_dead_letter_with_its_reason: durable;
}

async fn each_foreign_body_is_handled_or_is_one_dead_letter_with_its_reason<E: Order>(over: Over) {
    let broker = shared().await.unwrap();
    let mut archive = Listener::<E>::new("archive");
    let (builder, mut reports) = Reports::of(archive.on(manager(broker, over)));
    let manager = start(builder).await;
    let mut peer = Peer::start("proton_send", broker, Over::Amqp, json!({})).await;
    let mut given_up = BTreeMap::new();
    for mut case in cases() {
        let fate = case.fate(over);
        if let Fate::Withheld = fate {
            continue;
        }
        case.properties["case"] = json!({ "string": case.name });
        send::<E>(&mut peer, &case.body, &case.properties).await;
        match fate {
            Fate::Handled(header) => {
                let heard = archive.next().await;
                assert_eq!((&heard.event, heard.header("case")), (&E::new(1), Some(case.name)));
                match (header, heard.header("header")) {
                    (Header::Missing, None) | (Header::Odd, Some(_)) => {}
                    (Header::Is(must), Some(is)) if must == is => {}
                    (must, is) => panic!("{}: the header is {is:?}, not {must:?}", case.name),
                }
            }
            Fate::DeadLettered(words) => {
                let told = reports.next().await;
                assert_eq!(told.listener, archive.name());
                assert!(told.reason.contains(words), "{}: {}", case.name, told.reason);
                given_up.insert(case.name, words);
            }
            Fate::Withheld => {}
        }
        send_next::<E>(&mut peer).await;
        assert_eq!(archive.next().await.event.number(), 2, "after {}", case.name);
    }
    assert!(reports.is_empty() && archive.rest().is_empty());

    let mut letters = within("the dead letters", manager.dead_letters(archive.name())).await.unwrap();
    let letters = within("their list", letters.list(100)).await.unwrap();
    assert_eq!(letters.len(), given_up.len(), "{letters:?}");
    for letter in letters {
        let case = letter.envelope().get("case").unwrap();
        let words = given_up.remove(case).unwrap_or_else(|| panic!("{case} is there twice"));
        assert!(letter.reason().contains(words), "{case}: {}", letter.reason());
        assert_eq!(letter.note().map(|note| note.attempts), Some(1), "{case}");
    }
    end(manager).await;
}
