use tidings_stomp::codec::{Command, Frame};

use super::{
    said::{Heard, Over},
    session::Session,
};
use crate::model::{Broker, Event, Settings, Time};

const NOW: Time = Time::ZERO;

/// A conversation with a broker of its own.
struct Talk {
    broker: Broker,
    session: Session,
}

impl Talk {
    fn open() -> Self {
        let mut talk = Self { broker: Broker::new(Settings::default()), session: Session::new() };
        talk.say(&Frame::new(Command::Connect).with_header("accept-version", "1.2"));
        talk
    }

    /// What the broker answers, by its commands.
    fn say(&mut self, frame: &Frame) -> Vec<Command> {
        self.session.act(&Heard::Frame(frame.clone()), &mut self.broker, NOW);
        for event in self.broker.take_events() {
            match event {
                Event::Delivery { consumer, delivery, message, count, .. } => {
                    self.session.give((consumer, delivery), &message, count, &mut self.broker, NOW);
                }
                Event::ConsumerClosed { consumer, .. } => self.session.consumer_closed(consumer),
                _ => {}
            }
        }
        self.session.take_out().iter().map(|said| said.command).collect()
    }
}

fn subscribe(id: &str, destination: &str) -> Frame {
    Frame::new(Command::Subscribe)
        .with_header("id", id)
        .with_header("destination", destination)
        .with_header("ack", "client-individual")
        .with_header("receipt", id)
}

fn send(destination: &str) -> Frame {
    Frame::new(Command::Send)
        .with_header("destination", destination)
        .with_header("destination-type", "MULTICAST")
        .with_header("receipt", "s")
        .with_text("{}")
}

#[test]
fn what_is_sent_to_an_address_comes_from_its_queue() {
    let mut talk = Talk::open();
    assert_eq!(talk.say(&subscribe("1", "ev::one")), [Command::Receipt]);
    assert_eq!(talk.say(&send("ev")), [Command::Receipt, Command::Message]);
    assert_eq!(talk.broker.depth("one"), Some(1));
}

#[test]
fn a_nack_is_an_ack() {
    let mut talk = Talk::open();
    talk.say(&subscribe("1", "ev::one"));
    talk.say(&send("ev"));
    let consumer = talk.broker.queue("one").map(|queue| queue.consumers);
    let consumer = consumer.and_then(|consumers| consumers.first().copied()).map_or(0, |consumer| consumer.0);
    let delivery = (0..100)
        .find(|n| talk.broker.delivery(crate::model::ConsumerId(consumer), crate::model::DeliveryId(*n)).is_some());
    let id = format!("{consumer},{}", delivery.unwrap_or_default());
    assert_eq!(talk.say(&Frame::new(Command::Nack).with_header("id", &id)), []);
    assert_eq!(talk.broker.depth("one"), Some(0));
    assert_eq!(talk.say(&Frame::new(Command::Ack).with_header("id", &id)), [Command::Error]);
    assert_eq!(talk.session.over(), Some(Over::Refused));
}

#[test]
fn leaving_a_queue_that_is_not_durable_deletes_it() {
    let mut talk = Talk::open();
    talk.say(&subscribe("1", "ev"));
    talk.say(&subscribe("2", "ev::two"));
    let queues = talk.broker.queue_names().len();
    for id in ["1", "2"] {
        talk.say(&Frame::new(Command::Unsubscribe).with_header("id", id));
    }
    assert_eq!((talk.broker.queue_names().len(), talk.broker.depth("two")), (queues - 1, Some(0)));
}

#[test]
fn two_subscriptions_under_one_id_end_the_conversation() {
    let mut talk = Talk::open();
    talk.say(&subscribe("1", "ev::one"));
    assert_eq!(talk.say(&subscribe("1", "ev::two")), [Command::Error]);
}

#[test]
fn whoever_has_not_logged_in_is_not_answered() {
    let mut session = Session::new();
    session.act(&Heard::Frame(send("ev")), &mut Broker::new(Settings::default()), NOW);
    assert!(session.take_out().is_empty() && session.over().is_none());
}

#[test]
fn a_request_with_a_length_is_refused() {
    let mut talk = Talk::open();
    let request = Frame::new(Command::Send).with_header("destination", "activemq.management").with_binary("[]");
    assert_eq!(talk.say(&request), [Command::Error]);
}
