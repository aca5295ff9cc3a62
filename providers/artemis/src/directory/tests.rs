use serde_json::json;
use tidings_core::ErrorKind;
use tidings_wire::routing::Place;

use super::bound;
use crate::scripted::{Scripted, Step, did, refused};

const UNKNOWN: &str = "Problem while retrieving attribute bindingNames";

fn addresses(names: &[&str]) -> Step {
    let rows: Vec<_> = names.iter().map(|name| json!({"name": name})).collect();
    did("broker listAddresses", &json!([json!({"data": rows}).to_string()]).to_string())
}

#[tokio::test]
async fn an_address_with_a_queue_is_asked_once() {
    let management = Scripted::new([did("address.order.placed bindingNames", r#"[["invoice"]]"#)]);
    assert!(bound(&management, &Place::address("order.placed")).await.unwrap().contains("invoice"));
    management.finished();
}

#[tokio::test]
async fn queues_of_patterns_count_whether_the_address_is_there_or_not() {
    let unknown = || refused("address.order.placed bindingNames", UNKNOWN);
    let empty = || did("address.order.placed bindingNames", "[[]]");
    let made = || did("broker createAddress", r#"["Address"]"#);
    for first in [vec![unknown(), made(), empty()], vec![empty()]] {
        let management = Scripted::new(first.into_iter().chain([
            addresses(&["stock.#", "order.#"]),
            addresses(&["stock.*"]),
            did("address.order.# bindingNames", r#"[["store"]]"#),
        ]));
        assert!(bound(&management, &Place::address("order.placed")).await.unwrap().contains("store"));
        management.finished();
    }
}

#[tokio::test]
async fn a_divert_of_an_address_that_is_not_there_yet_counts() {
    let management = Scripted::new([
        refused("address.e bindingNames", UNKNOWN),
        did("broker createAddress", r#"["Address"]"#),
        did("address.e bindingNames", r#"[["divert"]]"#),
    ]);
    assert!(bound(&management, &Place::address("e")).await.unwrap().contains("divert"));
    management.finished();
}

#[tokio::test]
async fn patterns_do_not_count_for_a_queue() {
    let management = Scripted::new([refused("address.e bindingNames", UNKNOWN)]);
    assert!(bound(&management, &Place::queue("e", "q")).await.unwrap().is_empty());
    management.finished();
}

#[tokio::test]
async fn what_cannot_be_asked_is_an_error_with_what_the_broker_said() {
    let management =
        Scripted::new([did("address.e bindingNames", "[[]]"), refused("broker listAddresses", "AMQ229032: no")]);
    let error = bound(&management, &Place::address("e")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Rejected);
    assert!(error.to_string().contains("AMQ229032"), "{error}");
}
