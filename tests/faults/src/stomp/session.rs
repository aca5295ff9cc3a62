use std::collections::BTreeMap;

use bytes::{Bytes, BytesMut};
use tidings_stomp::codec::{Codec, Command, Frame, Item, Limits};
use tokio_util::codec::{Decoder, Encoder};

use super::{
    heartbeat::Heartbeat,
    message::{self, Given},
    places::{receipt, source, target},
    said::{Delivered, Heard, Over, Said, Taken},
    subscription::{AckMode, Subscription},
};
use crate::model::{
    Broker, ConnectionId, ConsumerId, DeliveryId, Event, Message, Refusal, SendId, Settle, Time, Verdict,
};

/// What the broker calls itself.
const SERVER: &str = "ActiveMQ-Artemis/2.56.0 ActiveMQ Artemis Messaging Engine";
pub(super) const MANAGEMENT: &str = "activemq.management";

/// The broker's side of one conversation, without I/O: bytes go in, frames are taken one by one and acted upon, and
/// bytes come out.
#[derive(Debug)]
pub(super) struct Session {
    input: BytesMut,
    codec: Codec,
    writer: Codec,
    connection: Option<ConnectionId>,
    pub(super) heartbeat: Heartbeat,
    subscriptions: BTreeMap<String, Subscription>,
    by_consumer: BTreeMap<ConsumerId, String>,
    /// Receipts of sends that are not decided.
    undecided: BTreeMap<SendId, Option<String>>,
    out: Vec<Said>,
    taken: Vec<Taken>,
    over: Option<Over>,
}

impl Session {
    pub(super) fn new() -> Self {
        Self {
            input: BytesMut::new(),
            codec: Codec::new(Limits::default()),
            writer: Codec::new(Limits::default()),
            connection: None,
            heartbeat: Heartbeat::of(None),
            subscriptions: BTreeMap::new(),
            by_consumer: BTreeMap::new(),
            undecided: BTreeMap::new(),
            out: Vec::new(),
            taken: Vec::new(),
            over: None,
        }
    }

    pub(super) fn connection(&self) -> Option<ConnectionId> {
        self.connection
    }

    pub(super) fn over(&self) -> Option<Over> {
        self.over
    }

    /// Takes what there is to be written.
    pub(super) fn take_out(&mut self) -> Vec<Said> {
        std::mem::take(&mut self.out)
    }

    /// Takes what the broker has taken.
    pub(super) fn take_taken(&mut self) -> Vec<Taken> {
        std::mem::take(&mut self.taken)
    }

    /// Takes bytes in.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.input.extend_from_slice(bytes);
    }

    /// The next frame that is whole.
    pub(super) fn next(&mut self) -> Option<Heard> {
        loop {
            return match self.codec.decode(&mut self.input) {
                Ok(Some(Item::Frame(frame))) => Some(Heard::Frame(frame)),
                Ok(Some(Item::HeartBeat)) => continue,
                Ok(None) => None,
                Err(_) => Some(Heard::Nonsense),
            };
        }
    }

    /// Does what a frame asks for.
    pub(super) fn act(&mut self, heard: &Heard, broker: &mut Broker, now: Time) {
        let Heard::Frame(frame) = heard else { return self.error("AMQ339023 Invalid STOMP frame", None) };
        if self.over.is_some() {
            return;
        }
        let asked = match (frame.command, self.connection) {
            (Command::Connect | Command::Stomp, None) => self.connect(frame, broker, now),
            // Artemis answers nothing at all to whoever has not logged in.
            (_, None) => Ok(None),
            (Command::Send, Some(connection)) => self.send(frame, connection, broker, now),
            (Command::Subscribe, Some(connection)) => self.subscribe(frame, connection, broker, now),
            (Command::Unsubscribe, _) => self.unsubscribe(frame, broker, now),
            // A NACK is an ACK.
            (Command::Ack | Command::Nack, _) => self.acknowledge(frame, broker, now),
            (Command::Disconnect, Some(connection)) => {
                broker.closed(connection, now);
                self.over = Some(Over::Politely);
                Ok(receipt(frame))
            }
            (other, _) => Err(format!("AMQ339023 Invalid STOMP frame {other}")),
        };
        match asked {
            Ok(Some(receipt)) => self.say(&Frame::new(Command::Receipt).with_header("receipt-id", &receipt)),
            Ok(None) => {}
            Err(said) => self.error(&said, frame.header("receipt")),
        }
    }

    fn connect(&mut self, frame: &Frame, broker: &mut Broker, now: Time) -> Result<Option<String>, String> {
        let versions = frame.header("accept-version").unwrap_or("1.0");
        if !versions.split(',').any(|version| version == "1.2") {
            return Err(format!("AMQ339002 Stomp versions not supported {versions}"));
        }
        let connection = broker.connect(now).map_err(|refusal| refusal.said)?;
        self.connection = Some(connection);
        self.heartbeat = Heartbeat::of(frame.header("heart-beat"));
        let mut connected = Frame::new(Command::Connected)
            .with_header("version", "1.2")
            .with_header("session", &connection.0.to_string())
            .with_header("server", SERVER);
        if let Some(agreed) = self.heartbeat.header() {
            connected = connected.with_header("heart-beat", &agreed);
        }
        self.say(&connected);
        Ok(None)
    }

    fn send(
        &mut self,
        frame: &Frame,
        connection: ConnectionId,
        broker: &mut Broker,
        now: Time,
    ) -> Result<Option<String>, String> {
        let failed = || "AMQ339031 Error handling send".to_owned();
        let Some(target) = target(frame).map_err(|()| failed())? else {
            return Err("Cannot invoke \"Object.hashCode()\" because \"key\" is null".to_owned());
        };
        let message = message::of_send(frame).ok_or_else(failed)?;
        if &*target.address == MANAGEMENT && frame.header("content-length").is_some() {
            return Err("AMQ339011 Error sending message CoreMessage[]".to_owned());
        }
        match broker.send_at_once(connection, &target, message.clone(), now) {
            Ok(Verdict::Accepted { .. }) => {
                self.taken.push(Taken { receipt: receipt(frame), target, message });
                Ok(receipt(frame))
            }
            Ok(Verdict::Waits(send)) => {
                self.undecided.insert(send, receipt(frame));
                Ok(None)
            }
            // Artemis hides the cause.
            Ok(Verdict::Refused(_)) => Err("AMQ339011 Error sending message CoreMessage[]".to_owned()),
            Err(refusal) => Err(refusal.said),
        }
    }

    fn subscribe(
        &mut self,
        frame: &Frame,
        connection: ConnectionId,
        broker: &mut Broker,
        now: Time,
    ) -> Result<Option<String>, String> {
        let id = frame.header("id").unwrap_or_default().to_owned();
        if self.subscriptions.contains_key(&id) {
            return Err(format!("There already is a subscription for: {id}"));
        }
        let failed = |_| format!("AMQ339016 Error creating subscription {id}");
        let destination = frame.header("destination").ok_or(()).map_err(failed)?;
        let source = source(frame, destination).ok_or(()).map_err(failed)?;
        let (consumer, queue) = broker.consume(connection, &source, now).map_err(|_: Refusal| failed(()))?;
        let address = broker.address_of(&queue).map(|address| address.to_string()).unwrap_or_default();
        let subscription = Subscription::new(consumer, address, frame);
        let begins = subscription.has_room();
        self.by_consumer.insert(consumer, id.clone());
        self.subscriptions.insert(id, subscription);
        if begins {
            broker.credit(consumer, 1, now);
        }
        Ok(receipt(frame))
    }

    fn unsubscribe(&mut self, frame: &Frame, broker: &mut Broker, now: Time) -> Result<Option<String>, String> {
        let id = frame.header("id").unwrap_or_default();
        let Some(subscription) = self.subscriptions.remove(id) else {
            return Err(format!("AMQ339020 Error unsubscribing {id}"));
        };
        self.by_consumer.remove(&subscription.consumer);
        let queue = broker.queue_of(subscription.consumer);
        broker.leave(subscription.consumer, now);
        // Whoever else receives from it.
        if let Some(queue) = queue.filter(|queue| !broker.is_durable(queue)) {
            broker.delete_queue(&queue, now);
        }
        Ok(receipt(frame))
    }

    fn acknowledge(&mut self, frame: &Frame, broker: &mut Broker, now: Time) -> Result<Option<String>, String> {
        let id = frame.header("id").unwrap_or_default();
        let unknown = || format!("AMQ339018 Error acknowledging message {id}");
        let (consumer, delivery) = id.split_once(',').ok_or_else(unknown)?;
        let consumer = consumer.parse().map(ConsumerId).map_err(|_| unknown())?;
        let delivery = delivery.parse().map(DeliveryId).map_err(|_| unknown())?;
        let subscription = self.by_consumer.get(&consumer).and_then(|id| self.subscriptions.get_mut(id));
        let subscription = subscription.ok_or_else(unknown)?;
        let had_room = subscription.has_room();
        let settled = subscription.settle(delivery);
        if settled.is_empty() {
            return Err(format!("AMQ339025 failed to ack because no message with id: {id}"));
        }
        let has_room = !had_room && subscription.has_room();
        for delivery in settled {
            broker.settle(consumer, delivery, Settle::Accepted, now);
        }
        if has_room {
            broker.credit(consumer, 1, now);
        }
        Ok(receipt(frame))
    }

    /// A message is given to one of the subscriptions.
    pub(super) fn give(
        &mut self,
        (consumer, delivery): (ConsumerId, DeliveryId),
        message: &Message,
        count: u32,
        broker: &mut Broker,
        now: Time,
    ) {
        let Some(id) = self.by_consumer.get(&consumer) else { return };
        let Some(subscription) = self.subscriptions.get_mut(id) else { return };
        let acknowledged = subscription.mode != AckMode::Auto;
        let given = Given { subscription: id, consumer, delivery, message, count, acknowledged };
        let frame = message::to_frame(&given, &subscription.address);
        let bytes = encoded(&mut self.writer, &frame);
        subscription.given(delivery, bytes.len());
        if !acknowledged {
            subscription.settle(delivery);
            broker.settle(consumer, delivery, Settle::Accepted, now);
        }
        if subscription.has_room() {
            broker.credit(consumer, 1, now);
        }
        let queue = broker.queue_of(consumer).unwrap_or_default();
        let message = Some(Delivered { queue, message: message.clone(), unsettled: broker.unsettled(consumer) });
        self.out.push(Said { command: Command::Message, message, receipt: None, bytes });
    }

    /// A send that had to wait was decided.
    pub(super) fn decided(&mut self, send: SendId, verdict: &Verdict) {
        match (self.undecided.remove(&send), verdict) {
            (Some(Some(receipt)), Verdict::Accepted { .. }) => {
                self.say(&Frame::new(Command::Receipt).with_header("receipt-id", &receipt));
            }
            (Some(receipt), Verdict::Refused(_)) => {
                self.error("AMQ339011 Error sending message CoreMessage[]", receipt.as_deref());
            }
            _ => {}
        }
    }

    /// A consumer is gone.
    pub(super) fn consumer_closed(&mut self, consumer: ConsumerId) {
        if let Some(id) = self.by_consumer.remove(&consumer) {
            self.subscriptions.remove(&id);
            let said = format!("consumer with ID ServerConsumerImpl [id={}] disconnected by server", consumer.0);
            self.error(&said, None);
        }
    }

    /// Whether an event is for this conversation.
    pub(super) fn is_meant(&self, event: &Event) -> bool {
        match event {
            Event::Delivery { consumer, .. } | Event::ConsumerClosed { consumer, .. } => {
                self.by_consumer.contains_key(consumer)
            }
            Event::Decided { send, .. } => self.undecided.contains_key(send),
            Event::ConnectionClosed { connection, .. } => self.connection == Some(*connection),
        }
    }

    /// The broker ends it, saying why.
    pub(super) fn error(&mut self, said: &str, receipt: Option<&str>) {
        let mut frame = Frame::new(Command::Error).with_header("message", said);
        if let Some(receipt) = receipt {
            frame = frame.with_header("receipt-id", receipt);
        }
        self.say(&frame.with_text(Bytes::from(said.to_owned().into_bytes())));
        self.over = Some(Over::Refused);
    }

    fn say(&mut self, frame: &Frame) {
        let bytes = encoded(&mut self.writer, frame);
        let receipt = frame.header("receipt-id").map(str::to_owned);
        self.out.push(Said { command: frame.command, message: None, receipt, bytes });
    }
}

/// What the broker says can be said.
fn encoded(writer: &mut Codec, frame: &Frame) -> Bytes {
    let mut bytes = BytesMut::new();
    drop(writer.encode(frame, &mut bytes));
    bytes.freeze()
}
