use super::*;

const T: Time = Time::ZERO;

fn at(ms: u64) -> Time {
    Time::from_millis(ms)
}

fn broker() -> Broker {
    Broker::new(Settings::default())
}

fn durable(body: &str) -> Message {
    Message::text(body.to_owned()).durable()
}

fn topic(name: &str) -> Target {
    Target::parse(name, Some(Routing::Multicast))
}

/// A consumer of a durable queue, with credit.
fn consumer(broker: &mut Broker, connection: ConnectionId, queue: &str, credit: u32) -> ConsumerId {
    let (id, _) = broker.consume(connection, &Source::queue(queue, Routing::Multicast), T).unwrap();
    broker.credit(id, credit, T);
    id
}

/// What was delivered since this was last asked: to whom, by what, what, how often before.
fn deliveries(broker: &mut Broker) -> Vec<(ConsumerId, DeliveryId, String, u32)> {
    let mut found = Vec::new();
    for event in broker.take_events() {
        if let Event::Delivery { consumer, delivery, message, count, .. } = event {
            found.push((consumer, delivery, message.payload.body_text().to_owned(), count));
        }
    }
    found
}

fn bodies(broker: &mut Broker) -> Vec<String> {
    deliveries(broker).into_iter().map(|(_, _, body, _)| body).collect()
}

fn send(broker: &mut Broker, connection: ConnectionId, target: &Target, message: Message) -> Verdict {
    broker.send(connection, target, message, T).unwrap()
}

#[test]
fn every_queue_of_an_address_gets_a_copy_and_a_full_name_reaches_one_queue() {
    let mut broker = broker();
    let connection = broker.connect(T).unwrap();
    consumer(&mut broker, connection, "e::a", 10);
    consumer(&mut broker, connection, "e::b", 10);
    assert_eq!(send(&mut broker, connection, &topic("e"), durable("1")), Verdict::Accepted { queues: 2 });
    assert_eq!(send(&mut broker, connection, &topic("e::a"), durable("2")), Verdict::Accepted { queues: 1 });
    assert_eq!(bodies(&mut broker), ["1", "1", "2"]);
}

#[test]
fn no_more_is_given_than_there_is_credit_for() {
    let mut broker = broker();
    let connection = broker.connect(T).unwrap();
    let id = consumer(&mut broker, connection, "e::a", 2);
    for n in 0..5 {
        send(&mut broker, connection, &topic("e"), durable(&n.to_string()));
    }
    assert_eq!(bodies(&mut broker), ["0", "1"]);
    broker.credit(id, 1, T);
    assert_eq!(bodies(&mut broker), ["2"]);
}

#[test]
fn what_was_not_settled_comes_again_in_order_when_a_connection_drops() {
    let mut broker = broker();
    let connection = broker.connect(T).unwrap();
    consumer(&mut broker, connection, "e::a", 3);
    for n in 0..5 {
        send(&mut broker, connection, &topic("e"), durable(&n.to_string()));
    }
    let first = deliveries(&mut broker);
    assert!(broker.settle(first[1].0, first[1].1, Settle::Accepted, T));
    broker.dropped(connection, T);
    let connection = broker.connect(T).unwrap();
    consumer(&mut broker, connection, "e::a", 10);
    assert_eq!(bodies(&mut broker), ["0", "2", "3", "4"]);
}

#[test]
fn what_fails_ten_times_goes_to_the_dead_letters_with_its_queue() {
    let mut broker = broker();
    let connection = broker.connect(T).unwrap();
    consumer(&mut broker, connection, "e::a", 100);
    send(&mut broker, connection, &topic("e"), durable("x"));
    for count in 0..10 {
        let given = deliveries(&mut broker);
        assert_eq!(given[0].3, count);
        broker.settle(given[0].0, given[0].1, Settle::Failed, T);
    }
    assert!(deliveries(&mut broker).is_empty());
    let letters = broker.queue("DLQ").unwrap().ready;
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].origin_queue.as_deref(), Some("a"));
}

#[test]
fn releasing_counts_nothing() {
    let mut broker = broker();
    let connection = broker.connect(T).unwrap();
    consumer(&mut broker, connection, "e::a", 100);
    send(&mut broker, connection, &topic("e"), durable("x"));
    for _ in 0..50 {
        let given = deliveries(&mut broker);
        assert_eq!((given.len(), given[0].3), (1, 0));
        broker.settle(given[0].0, given[0].1, Settle::Released, T);
    }
}

#[test]
fn a_restart_keeps_what_is_durable_in_durable_queues_and_nothing_else() {
    let mut broker = broker();
    let connection = broker.connect(T).unwrap();
    consumer(&mut broker, connection, "e::a", 0);
    let volatile = QueueConfig { durable: false, ..QueueConfig::durable("e", "v", Routing::Multicast) };
    broker.make_queue(volatile);
    send(&mut broker, connection, &topic("e"), durable("kept"));
    send(&mut broker, connection, &topic("e"), Message::text("gone"));
    broker.restart(at(100));
    assert!(broker.queue("v").is_none() && !broker.is_open(connection));
    let left: Vec<_> = broker.queue("a").unwrap().ready.iter().map(|it| it.payload.body_text().to_owned()).collect();
    assert_eq!(left, ["kept"]);
}

#[test]
fn an_id_is_known_to_all_queues_of_its_address_and_over_a_restart() {
    let mut broker = broker();
    let connection = broker.connect(T).unwrap();
    consumer(&mut broker, connection, "e::a", 0);
    let message = || Message { duplicate_id: Some("1".into()), ..durable("x") };
    assert_eq!(send(&mut broker, connection, &topic("e"), message()), Verdict::Accepted { queues: 1 });
    assert_eq!(send(&mut broker, connection, &topic("e::a"), message()), Verdict::Accepted { queues: 0 });
    broker.restart(T);
    let connection = broker.connect(T).unwrap();
    assert_eq!(send(&mut broker, connection, &topic("e"), message()), Verdict::Accepted { queues: 0 });
}

#[test]
fn a_group_stays_with_its_consumer_and_moves_when_that_leaves() {
    let mut broker = broker();
    let (one, two) = (broker.connect(T).unwrap(), broker.connect(T).unwrap());
    let first = consumer(&mut broker, one, "e::a", 2);
    let second = consumer(&mut broker, two, "e::a", 10);
    let grouped = |n: u32| Message { group: Some("k".into()), ..durable(&n.to_string()) };
    for n in 0..4 {
        send(&mut broker, one, &topic("e"), grouped(n));
    }
    assert!(deliveries(&mut broker).iter().all(|it| it.0 == first));
    broker.leave(first, T);
    let given = deliveries(&mut broker);
    assert!(given.iter().all(|it| it.0 == second));
    assert_eq!(given.into_iter().map(|it| it.2).collect::<Vec<_>>(), ["0", "1", "2", "3"]);
}

#[test]
fn a_delayed_message_comes_when_it_is_due() {
    let mut broker = broker();
    let connection = broker.connect(T).unwrap();
    consumer(&mut broker, connection, "e::a", 10);
    let late = Message { delay: Some(at(700)), ..durable("late") };
    send(&mut broker, connection, &topic("e"), late);
    send(&mut broker, connection, &topic("e"), durable("now"));
    assert_eq!((bodies(&mut broker), broker.wake_at()), (vec!["now".to_owned()], Some(at(700))));
    broker.advance(at(700));
    assert_eq!(bodies(&mut broker), ["late"]);
}

#[test]
fn a_full_address_blocks_or_refuses_and_goes_on_when_there_is_room() {
    for policy in [FullPolicy::Block, FullPolicy::Fail] {
        let full = AddressSettings { max_size_bytes: Some(1), full: policy, ..AddressSettings::default() };
        let mut broker = Broker::new(Settings::default().with("e", full));
        let connection = broker.connect(T).unwrap();
        consumer(&mut broker, connection, "e::a", 10);
        assert_eq!(send(&mut broker, connection, &topic("e"), durable("1")), Verdict::Accepted { queues: 1 });
        let second = send(&mut broker, connection, &topic("e"), durable("2"));
        match policy {
            FullPolicy::Fail => assert!(matches!(second, Verdict::Refused(_))),
            _ => assert!(matches!(second, Verdict::Waits(_))),
        }
        let given = deliveries(&mut broker);
        broker.settle(given[0].0, given[0].1, Settle::Accepted, T);
        let decided = broker.take_events().iter().any(|event| matches!(event, Event::Decided { .. }));
        assert_eq!(decided, policy == FullPolicy::Block);
    }
}

#[test]
fn a_send_to_a_full_name_makes_a_durable_queue_or_is_lost_if_that_lives_elsewhere() {
    let mut broker = broker();
    let connection = broker.connect(T).unwrap();
    assert_eq!(send(&mut broker, connection, &topic("e::a"), durable("1")), Verdict::Accepted { queues: 1 });
    assert!(broker.queue("a").unwrap().config.durable);
    assert_eq!(send(&mut broker, connection, &topic("f::a"), durable("2")), Verdict::Accepted { queues: 0 });
    assert_eq!(broker.depth("a"), Some(1));
    let refused = broker.consume(connection, &Source::queue("f::a", Routing::Multicast), T).unwrap_err();
    assert_eq!(refused.kind, RefusalKind::NotFound);
}

/// The answer to a request: whether it was done, and the body.
fn ask(broker: &mut Broker, resource: &str, word: (&str, &str), body: &str) -> (bool, String) {
    let connection = broker.connect(T).unwrap();
    let (consumer, replies) = broker.consume(connection, &Source::of(Place::Replies), T).unwrap();
    broker.credit(consumer, 1, T);
    let text = |value: &str| Value::Text(value.to_owned());
    let payload = Payload {
        message_id: Some("1".into()),
        reply_to: Some(replies.to_string()),
        application: vec![("_AMQ_ResourceName".into(), text(resource)), (word.0.into(), text(word.1))],
        body: Body::Text(body.to_owned().into()),
        ..Payload::default()
    };
    broker.take_events();
    let target = Target::parse("activemq.management", None);
    send(broker, connection, &target, Message::default().with_payload(payload));
    let mut answers = broker.take_events().into_iter().filter_map(|event| match event {
        Event::Delivery { message, .. } => Some(message),
        _ => None,
    });
    let answer = answers.next().unwrap();
    assert_eq!(answer.payload.correlation_id.as_deref(), Some("1"));
    broker.closed(connection, T);
    (answer.payload.application[0].1 == Value::Bool(true), answer.payload.body_text().to_owned())
}

#[test]
fn management_makes_describes_and_removes_queues() {
    let mut broker = broker();
    let create = r#"["{\"name\":\"a\",\"address\":\"e\",\"routing-type\":\"MULTICAST\",\"durable\":true,\"auto-delete\":false}", false]"#;
    let operation = |name| ("_AMQ_OperationName", name);
    assert!(ask(&mut broker, "broker", operation("createQueue"), create).0);
    let again = ask(&mut broker, "broker", operation("createQueue"), create);
    assert_eq!(again, (false, r#"["AMQ229019: Queue a already exists on address e"]"#.to_owned()));
    let names = ask(&mut broker, "address.e", ("_AMQ_Attribute", "queueNames"), "");
    assert_eq!(names, (true, r#"[["a"]]"#.to_owned()));
    assert!(ask(&mut broker, "broker", operation("destroyQueue"), r#"["a"]"#).0);
    let gone = ask(&mut broker, "queue.a", ("_AMQ_Attribute", "address"), "");
    assert_eq!(gone, (false, r#"["Problem while retrieving attribute address"]"#.to_owned()));
}

#[test]
fn whoever_listens_to_notifications_hears_of_queues() {
    let mut broker = broker();
    let connection = broker.connect(T).unwrap();
    let place = Place::Temporary { address: "activemq.notifications".into() };
    let selector = Selector::parse("_AMQ_NotifType IN ('BINDING_ADDED', 'BINDING_REMOVED') AND _AMQ_Address = 'e'");
    let source = Source { selector, ..Source::of(place) };
    let (listener, _) = broker.consume(connection, &source, T).unwrap();
    broker.credit(listener, 10, T);
    consumer(&mut broker, connection, "e::a", 1);
    consumer(&mut broker, connection, "f::b", 1);
    broker.delete_queue("a", T);
    let told: Vec<_> = broker
        .take_events()
        .into_iter()
        .filter_map(|event| match event {
            Event::Delivery { message, .. } => message.property("_AMQ_NotifType").map(str::to_owned),
            _ => None,
        })
        .collect();
    assert_eq!(told, ["BINDING_ADDED", "BINDING_REMOVED"]);
}

#[test]
fn a_volatile_queue_goes_some_time_after_its_last_consumer() {
    let mut broker = broker();
    let connection = broker.connect(T).unwrap();
    let create = r#"["{\"name\":\"v\",\"address\":\"e\",\"durable\":false,\"auto-delete\":true,\"auto-delete-delay\":30000,\"auto-delete-message-count\":-1}", false]"#;
    assert!(ask(&mut broker, "broker", ("_AMQ_OperationName", "createQueue"), create).0);
    let listener = consumer(&mut broker, connection, "e::v", 0);
    send(&mut broker, connection, &topic("e"), Message::text("x"));
    broker.leave(listener, T);
    broker.advance(at(29_000));
    assert!(broker.queue("v").is_some());
    while let Some(next) = broker.wake_at() {
        broker.advance(next);
    }
    assert!(broker.queue("v").is_none());
}

#[test]
fn a_browser_sees_everything_and_takes_nothing() {
    let mut broker = broker();
    let connection = broker.connect(T).unwrap();
    let dead = Target::parse("dead", Some(Routing::Anycast));
    send(&mut broker, connection, &dead, durable("1"));
    send(&mut broker, connection, &dead, durable("2"));
    let source = Source { is_browsing: true, ..Source::queue("dead", Routing::Anycast) };
    let (id, _) = broker.consume(connection, &source, T).unwrap();
    broker.credit(id, 10, T);
    assert_eq!(bodies(&mut broker), ["1", "2"]);
    assert_eq!(broker.queue("dead").unwrap().ready.len(), 2);
}
