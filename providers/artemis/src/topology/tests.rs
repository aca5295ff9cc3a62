use tidings_core::{
    Error, ErrorKind,
    event::{EventInfo, EventRef},
    provider::Claim,
};

use super::{ensure::Ensured, list::QueueDepth, queues::Queues, *};
use crate::{
    names::QueueName,
    scripted::{Scripted, Step, did, queue, refused},
};

fn durable() -> Claim {
    Claim::shared(EventRef::from(EventInfo::external("e").durable()), "q")
}

fn volatile() -> Claim {
    Claim::shared(EventRef::from(EventInfo::external("e")), "q")
}

fn exists() -> Step {
    refused("broker createQueue", "AMQ229019: Queue q already exists on address e")
}

fn echo(durable: bool) -> Step {
    let echo = format!(
        r#"{{"name":"q","address":"e","routing-type":"MULTICAST","durable":{durable},"auto-delete":{}}}"#,
        !durable
    );
    did("broker createQueue", &serde_json::json!([echo]).to_string())
}

async fn ensure(claim: Claim, options: Options, steps: impl IntoIterator<Item = Step>) -> Result<Ensured, Error> {
    let management = Scripted::new(steps);
    let ensured = Queues::new(&management, options).ensure_queue(&claim).await;
    management.finished();
    ensured
}

#[tokio::test]
async fn a_queue_that_is_not_there_is_created() {
    let ensured = ensure(durable(), Options::default(), [echo(true)]).await.unwrap();
    assert_eq!(ensured, Ensured { created: true, notes: vec![] });
    assert!(ensure(volatile(), Options::default(), [echo(false)]).await.unwrap().created);
}

#[tokio::test]
async fn a_queue_that_is_as_it_should_be_is_taken() {
    let steps = [exists()].into_iter().chain(queue("e", true, false, "MULTICAST", 3));
    assert_eq!(ensure(durable(), Options::default(), steps).await.unwrap(), Ensured::default());
}

/// A durable queue that exists, and how its groups are.
fn with_groups(moves: bool, pauses: bool) -> impl Iterator<Item = Step> {
    let [address, durable, auto_delete, routing, consumers, ..] = queue("e", true, false, "MULTICAST", 3);
    let flag = |name, value: bool| did(name, &format!("[{value}]"));
    [exists(), address, durable, auto_delete, routing, consumers]
        .into_iter()
        .chain([flag("queue.q groupRebalance", moves), flag("queue.q groupRebalancePauseDispatch", pauses)])
}

#[tokio::test]
async fn a_queue_whose_keys_stay_or_move_otherwise_is_changed_with_a_note_or_strictly_refused() {
    for (wants, moves, pauses) in [(true, false, false), (true, true, false), (false, true, true), (false, true, false)]
    {
        let claim = || durable().with_rebalance(wants);
        let steps = with_groups(moves, pauses).chain([did("broker updateQueue", "")]);
        let ensured = ensure(claim(), Options::default(), steps).await.unwrap();
        assert!(!ensured.created && ensured.notes.len() == 1, "{ensured:?}");
        let strict = Options { strict: true, ..Options::default() };
        let error = ensure(claim(), strict, with_groups(moves, pauses)).await.unwrap_err();
        assert!(error.to_string().contains("strict_topology"), "{error}");
    }
    let as_it_should_be = ensure(durable().with_rebalance(true), Options::default(), with_groups(true, true)).await;
    assert_eq!(as_it_should_be.unwrap(), Ensured::default());
}

async fn nudge(steps: impl IntoIterator<Item = Step>) {
    let management = Scripted::new(steps);
    Queues::new(&management, Options::default()).nudge(&durable().with_rebalance(true)).await.unwrap();
    management.finished();
}

#[tokio::test]
async fn a_queue_is_nudged_when_something_is_in_it_unless_somebody_paused_it() {
    let depth = |n: u32| did("queue.q messageCount", &format!("[{n}]"));
    let paused = |is_so: bool| did("queue.q paused", &format!("[{is_so}]"));
    nudge([depth(0)]).await;
    nudge([depth(1), paused(true)]).await;
    nudge([depth(1), paused(false), did("queue.q resume", "")]).await;
    nudge([refused("queue.q messageCount", "Problem while retrieving attribute messageCount")]).await;
}

#[tokio::test]
async fn a_queue_of_another_address_is_a_conflict_that_names_both() {
    let steps = [exists()].into_iter().chain(queue("other", true, false, "MULTICAST", 0));
    let error = ensure(durable(), Options::default(), steps).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict);
    for part in ["queue: q", "address: e", "other", "QueueNaming::Qualified"] {
        assert!(error.to_string().contains(part), "{error}");
    }
}

#[tokio::test]
async fn a_volatile_queue_in_use_is_no_place_for_durable_events() {
    for (durable_found, auto_delete, consumers) in [(false, true, 1), (true, true, 0), (true, true, 1)] {
        let steps = [exists()].into_iter().chain(queue("e", durable_found, auto_delete, "MULTICAST", consumers));
        let error = ensure(durable(), Options::default(), steps).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Conflict);
        assert!(error.remedy().is_some_and(|remedy| remedy.contains("remove the queue")), "{error}");
    }
}

#[tokio::test]
async fn a_volatile_queue_that_nobody_uses_is_made_anew_as_a_durable_one() {
    let steps = [exists()]
        .into_iter()
        .chain(queue("e", false, true, "MULTICAST", 0))
        .chain([did("broker destroyQueue", ""), echo(true)]);
    let ensured = ensure(durable(), Options::default(), steps).await.unwrap();
    assert!(ensured.created && ensured.notes.len() == 1, "{ensured:?}");
}

#[tokio::test]
async fn a_durable_queue_serves_a_non_durable_listener_with_a_note_or_strictly_not() {
    let steps = || [exists()].into_iter().chain(queue("e", true, false, "MULTICAST", 0));
    let ensured = ensure(volatile(), Options::default(), steps()).await.unwrap();
    assert!(!ensured.created && ensured.notes.len() == 1);
    let strict = Options { strict: true, ..Options::default() };
    let error = ensure(volatile(), strict, steps()).await.unwrap_err();
    assert!(error.to_string().contains("strict_topology"), "{error}");
}

#[tokio::test]
async fn a_queue_that_goes_while_it_is_read_is_begun_again_three_times() {
    let gone = || refused("queue.q address", "Problem while retrieving attribute address");
    let steps = [exists(), gone(), exists(), gone(), echo(true)];
    assert!(ensure(durable(), Options::default(), steps).await.unwrap().created);
    let steps = [exists(), gone(), exists(), gone(), exists(), gone()];
    assert!(ensure(durable(), Options::default(), steps).await.unwrap_err().is_retryable());
}

#[tokio::test]
async fn an_echo_that_differs_from_what_was_asked_is_a_conflict() {
    let other = r#"["{\"name\":\"1]:8080\",\"address\":\"e\",\"routing-type\":\"MULTICAST\",\"durable\":true,\"auto-delete\":false}"]"#;
    let error = ensure(durable(), Options::default(), [did("broker createQueue", other)]).await.unwrap_err();
    assert!(error.to_string().contains("1]:8080"), "{error}");
}

#[tokio::test]
async fn a_missing_right_is_named() {
    let steps = [refused(
        "broker createQueue",
        "AMQ229032: User: lim does not have permission='CREATE_DURABLE_QUEUE' on address e",
    )];
    let error = ensure(durable(), Options::default(), steps).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthorized);
    assert!(error.to_string().contains("CREATE_DURABLE_QUEUE"), "{error}");
}

#[tokio::test]
async fn an_anycast_queue_of_the_name_is_a_conflict() {
    let steps = [exists()].into_iter().chain(queue("e", true, false, "ANYCAST", 0));
    assert_eq!(ensure(durable(), Options::default(), steps).await.unwrap_err().kind(), ErrorKind::Conflict);
}

async fn check(
    claim: Claim,
    options: Options,
    settings: &str,
    more: impl IntoIterator<Item = Step>,
) -> Result<Vec<String>, Error> {
    let body = serde_json::json!([settings]).to_string();
    let steps = [did("broker getAddressSettingsAsJSON", &body)].into_iter().chain(more);
    let management = Scripted::new(steps);
    let checked = Queues::new(&management, options).check_dead_letter_address(&claim).await;
    management.finished();
    checked
}

#[tokio::test]
async fn the_default_settings_keep_what_the_broker_gives_up_on() {
    let more = [did("address.DLQ queueNames", r#"[["DLQ"]]"#), did("queue.DLQ filter", "")];
    assert!(
        check(durable(), Options::default(), r#"{"deadLetterAddress":"DLQ","sendToDLAOnNoRoute":true}"#, more)
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn settings_that_drop_are_an_error_for_durable_listeners_unless_allowed() {
    let missing = || [refused("address.DLX queueNames", "Problem while retrieving attribute queueNames")];
    let filtered = || [did("address.DLX queueNames", r#"[["f"]]"#), did("queue.f filter", r#"["color = 'red'"]"#)];
    let error = check(durable(), Options::default(), "{}", []).await.unwrap_err();
    assert!(error.to_string().contains("no dead-letter address"), "{error}");
    let error = check(durable(), Options::default(), r#"{"deadLetterAddress":"DLX"}"#, missing()).await.unwrap_err();
    assert!(error.to_string().contains("does not exist"), "{error}");
    let error = check(durable(), Options::default(), r#"{"deadLetterAddress":"DLX"}"#, filtered()).await.unwrap_err();
    assert!(error.to_string().contains("without a filter"), "{error}");
    let auto = r#"{"deadLetterAddress":"DLX","autoCreateDeadLetterResources":true}"#;
    assert!(check(durable(), Options::default(), auto, []).await.is_err());
    let allowed = Options { allow_broker_drops: true, ..Options::default() };
    let settings = r#"{"sendToDLAOnNoRoute":true}"#;
    assert_eq!(check(durable(), allowed, settings, []).await.unwrap().len(), 1);
    assert!(check(volatile(), Options::default(), "{}", []).await.unwrap().is_empty());
}

#[tokio::test]
async fn few_or_endless_delivery_attempts_are_reported() {
    for (attempts, reported) in [(-1, true), (1, true), (2, true), (3, false), (10, false)] {
        let settings =
            format!(r#"{{"deadLetterAddress":"DLQ","sendToDLAOnNoRoute":true,"maxDeliveryAttempts":{attempts}}}"#);
        let more = [did("address.DLQ queueNames", r#"[["DLQ"]]"#), did("queue.DLQ filter", "")];
        assert_eq!(check(durable(), Options::default(), &settings, more).await.unwrap().len(), usize::from(reported));
    }
}

#[tokio::test]
async fn a_broker_that_drops_what_no_queue_gets_is_reported_for_durable_events() {
    let more = || [did("address.DLQ queueNames", r#"[["DLQ"]]"#), did("queue.DLQ filter", "")];
    for (claim, reported) in [(durable(), true), (volatile(), false)] {
        let notes = check(claim, Options::default(), r#"{"deadLetterAddress":"DLQ"}"#, more()).await.unwrap();
        assert_eq!(notes.iter().filter(|note| note.contains("send-to-dla-on-no-route")).count(), usize::from(reported));
    }
}

#[tokio::test]
async fn settings_that_cannot_be_read_are_one_note() {
    let management = Scripted::new([refused("broker getAddressSettingsAsJSON", "AMQ229032: no")]);
    let notes = Queues::new(&management, Options::default()).check_dead_letter_address(&durable()).await.unwrap();
    assert_eq!(notes.len(), 1);
}

#[tokio::test]
async fn queues_of_servers_that_went_are_listed_with_their_depth() {
    let claim = Claim::shared(EventInfo::external("e").into(), "q").for_server("b");
    let rows = r#"{"data":[
        {"name":"q-a","address":"e","messageCount":"7","consumerCount":"0"},
        {"name":"q-b","address":"e","messageCount":"1","consumerCount":"1"},
        {"name":"xq-a","address":"e","messageCount":"1","consumerCount":"0"},
        {"name":"q-c","address":"other","messageCount":"1","consumerCount":"0"}],"count":4}"#;
    let management = Scripted::new([did("broker listQueues", &serde_json::json!([rows]).to_string())]);
    let others = Queues::new(&management, Options::default()).queues_of_other_servers(&claim).await.unwrap();
    assert_eq!(others, [QueueDepth { queue: "q-a".into(), depth: 7, consumers: 0 }]);
}

#[tokio::test]
async fn removing_a_queue_says_what_is_in_the_way() {
    for (text, kind) in
        [("AMQ229017: Queue q does not exist", ErrorKind::NotFound), ("AMQ229025: has consumers", ErrorKind::Conflict)]
    {
        let management = Scripted::new([refused("broker destroyQueue", text)]);
        let error = Queues::new(&management, Options::default()).remove_queue("q").await.unwrap_err();
        assert_eq!(error.kind(), kind);
    }
}

#[tokio::test]
async fn a_queue_on_another_address_is_not_sent_to() {
    for (step, kind) in [
        (did("queue.q address", r#"["other"]"#), ErrorKind::Conflict),
        (refused("queue.q address", "Problem while retrieving attribute address"), ErrorKind::NotFound),
    ] {
        let management = Scripted::new([step]);
        let error = Queues::new(&management, Options::default()).verify_queue(&durable()).await.unwrap_err();
        assert_eq!(error.kind(), kind);
    }
    let management = Scripted::new([did("queue.q address", r#"["e"]"#)]);
    Queues::new(&management, Options::default()).verify_queue(&durable()).await.unwrap();
}

#[tokio::test]
async fn the_queues_of_the_brokers_own_dead_letters_are_found() {
    let settings = serde_json::json!([r#"{"deadLetterAddress":"DLQ"}"#]).to_string();
    let steps = [did("broker getAddressSettingsAsJSON", &settings), did("address.DLQ queueNames", r#"[["DLQ"]]"#)];
    let management = Scripted::new(steps);
    let found = Queues::new(&management, Options::default()).broker_dead_letters(&durable()).await.unwrap();
    assert_eq!(found.iter().map(QueueName::full).collect::<Vec<_>>(), ["DLQ::DLQ"]);
    let management = Scripted::new([did("broker getAddressSettingsAsJSON", r#"["{}"]"#)]);
    assert!(Queues::new(&management, Options::default()).broker_dead_letters(&durable()).await.unwrap().is_empty());
}
