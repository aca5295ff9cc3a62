//! Places at the broker in words of STOMP, as each broker reads them; and what makes sure of the queues of those brokers
//! that cannot be managed.

use std::sync::Arc;

use async_trait::async_trait;
use tidings_core::{Error, ErrorKind, provider::Claim};
use tidings_wire::{
    link::{Condition, Fault, Node, Source},
    routing::Directory,
    topology::{Place, Prepared, Topology},
};

use crate::dialect::Dialect;

/// Headers of a frame, in their order.
pub(crate) type Headers = Vec<(&'static str, String)>;

/// The address at which answers of Artemis' management are heard, each client with a queue of its own. It is the same
/// for everybody, since Artemis keeps an address that it was asked for.
const REPLIES: &str = "tidings.replies";

/// Where a `SEND` goes.
pub(crate) fn destination(node: &Node, dialect: Dialect) -> Result<Headers, Fault> {
    let (name, kind) = match (dialect, node) {
        (Dialect::Artemis, Node::Address(name)) => (name.clone(), Some("MULTICAST")),
        (Dialect::Artemis, Node::Queue(claim)) => (claim.full_queue(), Some("MULTICAST")),
        // As multicast it would be confirmed and lost.
        (Dialect::Artemis, Node::DeadLetters(name)) => (name.clone(), Some("ANYCAST")),
        (Dialect::Artemis, Node::Service(name)) => (name.clone(), None),
        (Dialect::Classic { .. }, Node::Address(name)) => (virtual_topic(name), None),
        (Dialect::Classic { .. }, Node::Queue(claim)) => (consumer_queue(claim), None),
        (Dialect::Classic { .. }, Node::DeadLetters(name)) => (format!("/queue/{name}"), None),
        (Dialect::RabbitMq, Node::Address(name)) => (format!("/topic/{}", percent(name)), None),
        (Dialect::RabbitMq, Node::Queue(claim)) => (format!("/amq/queue/{}", percent(&claim.full_queue())), None),
        (Dialect::RabbitMq, Node::DeadLetters(name)) => (format!("/queue/{}", percent(name)), None),
        (_, other) => return Err(nowhere(other)),
    };
    let mut headers = vec![("destination", name)];
    headers.extend(kind.map(|kind| ("destination-type", kind.to_owned())));
    Ok(headers)
}

/// The same place where its queue is there already and is not made by subscribing, if this broker can tell the two apart.
pub(crate) fn existing(source: &Source, dialect: Dialect) -> Option<Headers> {
    match (dialect, &source.node) {
        // It refuses to make one that is something else, as a durable queue for events that are not.
        (Dialect::RabbitMq, Node::Queue(claim)) if !claim.is_durable() => {
            Some(vec![("destination", format!("/amq/queue/{}", percent(&claim.full_queue())))])
        }
        _ => None,
    }
}

/// Where a `SUBSCRIBE` comes from, but for its id, its width and how it is acknowledged.
pub(crate) fn source(source: &Source, dialect: Dialect) -> Result<Headers, Fault> {
    let mut headers = match (dialect, &source.node) {
        (Dialect::Artemis, Node::Queue(claim)) => multicast(claim.full_queue()),
        (Dialect::Artemis, Node::Temporary(claim)) => multicast(claim.address().to_owned()),
        (Dialect::Artemis, Node::Service(name)) => multicast(name.clone()),
        (Dialect::Artemis, Node::Replies) => multicast(REPLIES.to_owned()),
        (Dialect::Artemis, Node::DeadLetters(name)) => {
            vec![("destination", name.clone()), ("subscription-type", "ANYCAST".to_owned())]
        }
        (Dialect::Classic { .. }, Node::Queue(claim)) => vec![("destination", consumer_queue(claim))],
        (Dialect::Classic { .. }, Node::Temporary(claim)) => vec![("destination", virtual_topic(claim.address()))],
        (Dialect::Classic { .. }, Node::DeadLetters(name)) => vec![("destination", format!("/queue/{name}"))],
        (Dialect::RabbitMq, Node::Queue(claim)) => rabbit_queue(claim),
        (Dialect::RabbitMq, Node::DeadLetters(name)) => vec![("destination", format!("/queue/{}", percent(name)))],
        (_, other) => return Err(nowhere(other)),
    };
    // RabbitMQ has no selectors: whoever looks for one event looks at all of them.
    if let (Some(selector), Dialect::Artemis | Dialect::Classic { .. }) = (source.selector(), dialect) {
        headers.push(("selector", selector));
    }
    Ok(headers)
}

/// The name by which others reach a place for answers.
pub(crate) fn reply_to(node: &Node) -> Option<String> {
    matches!(node, Node::Replies).then(|| REPLIES.to_owned())
}

/// Whether a message with this destination belongs into the queue of a claim; a queue of this name on another address
/// gives that address's.
pub(crate) fn belongs(claim: &Claim, destination: &str) -> bool {
    destination == claim.address() || destination == claim.full_queue()
}

fn multicast(name: String) -> Headers {
    vec![("destination", name), ("subscription-type", "MULTICAST".to_owned())]
}

/// One frame makes the queue, binds it to the event and consumes it.
fn rabbit_queue(claim: &Claim) -> Headers {
    let flags = |durable: bool| if durable { ["true", "false"] } else { ["false", "true"] };
    let [durable, auto_delete] = flags(claim.is_durable());
    vec![
        ("destination", format!("/topic/{}", percent(claim.address()))),
        ("x-queue-name", claim.full_queue()),
        ("durable", durable.to_owned()),
        ("auto-delete", auto_delete.to_owned()),
        ("exclusive", "false".to_owned()),
    ]
}

fn virtual_topic(address: &str) -> String {
    format!("/topic/VirtualTopic.{address}")
}

/// A dot would part the name of the listener from itself.
fn consumer_queue(claim: &Claim) -> String {
    format!("/queue/Consumer.{}.VirtualTopic.{}", claim.queue().replace('.', "%2E"), claim.address())
}

/// RabbitMQ takes a `/` for the end of a name.
fn percent(name: &str) -> String {
    name.replace('%', "%25").replace('/', "%2F")
}

fn nowhere(node: &Node) -> Fault {
    Fault::new(Condition::Illegal, format!("this broker has no place for `{}` over STOMP", node.name()))
}

/// The queues of a broker without management over STOMP: subscribing makes them.
pub(crate) struct BySubscribing(pub(crate) Dialect);

#[async_trait]
impl Topology for BySubscribing {
    async fn check(&self, _: &Claim) -> Result<Vec<String>, Error> {
        Ok(Vec::new())
    }

    async fn prepare(&self, claim: &Claim) -> Result<Prepared, Error> {
        let is_classic = matches!(self.0, Dialect::Classic { .. });
        if !is_classic || claim.is_durable() {
            return Ok(Prepared::new(Node::Queue(claim.clone())));
        }
        let queue = claim.full_queue();
        // All queues of Classic stay, so that one of its own for each server would stay for ever.
        let (node, note) = match claim.server() {
            Some(_) => {
                (Node::Temporary(claim.clone()), "a topic stands for it: failed events are tried again in place")
            }
            None => (Node::Queue(claim.clone()), "it keeps collecting while nobody listens"),
        };
        Ok(Prepared::new(node).with_notes([format!("ActiveMQ Classic has no queue that goes, for `{queue}`: {note}")]))
    }

    async fn verify(&self, _: &Claim) -> Result<(), Error> {
        Ok(())
    }

    // These pause no queue.
    async fn nudge(&self, _: &Claim) -> Result<(), Error> {
        Ok(())
    }

    async fn remove(&self, queue: &str) -> Result<(), Error> {
        Err(Error::new(ErrorKind::Unsupported, "remove a queue")
            .with("queue", queue)
            .with_remedy("remove it with the broker's own tools: this broker cannot be managed over STOMP"))
    }

    async fn dead_letters(&self, claim: &Claim) -> Result<Vec<Place>, Error> {
        Ok(vec![Place::own(claim.dead_letter_queue())])
    }

    fn directory(&self) -> Option<Arc<dyn Directory>> {
        None
    }
}

#[cfg(test)]
mod tests {
    use tidings_core::{event::EventInfo, id::EventId};

    use super::*;

    const CLASSIC: Dialect = Dialect::Classic { has_scheduler: false };

    fn claim() -> Claim {
        Claim::shared(EventInfo::external("a.b/c").durable().into(), "l.m")
    }

    /// The headers of a `SEND` and of a `SUBSCRIBE`, as text.
    fn lines(node: Node, dialect: Dialect) -> (String, String) {
        let text = |headers: Result<Headers, Fault>| match headers {
            Ok(headers) => headers.into_iter().map(|(name, value)| format!("{name}:{value} ")).collect(),
            Err(fault) => fault.said,
        };
        (text(destination(&node, dialect)), text(source(&Source::of(node), dialect)))
    }

    #[test]
    fn each_broker_reads_the_place_of_a_queue_in_its_own_words() {
        let (to, from) = lines(Node::Queue(claim()), Dialect::Artemis);
        assert_eq!(to, "destination:a.b/c::l.m destination-type:MULTICAST ");
        assert_eq!(from, "destination:a.b/c::l.m subscription-type:MULTICAST ");
        let (to, from) = lines(Node::Queue(claim()), CLASSIC);
        assert_eq!((to, from.contains("/queue/Consumer.l%2Em.VirtualTopic.a.b/c ")), (from.clone(), true), "{from}");
        let (to, from) = lines(Node::Queue(claim()), Dialect::RabbitMq);
        assert_eq!(to, "destination:/amq/queue/a.b%2Fc::l.m ");
        assert!(
            from.starts_with("destination:/topic/a.b%2Fc x-queue-name:a.b/c::l.m durable:true auto-delete:false"),
            "{from}"
        );
    }

    #[test]
    fn a_dead_letter_is_for_one_reader_only() {
        let place = || Node::DeadLetters("dead_letter.e.l".into());
        let (to, from) = lines(place(), Dialect::Artemis);
        assert_eq!(to, "destination:dead_letter.e.l destination-type:ANYCAST ");
        assert_eq!(from, "destination:dead_letter.e.l subscription-type:ANYCAST ");
        for dialect in [CLASSIC, Dialect::RabbitMq] {
            let (to, from) = lines(place(), dialect);
            assert!(to == "destination:/queue/dead_letter.e.l " && from.starts_with(&to), "{to} {from}");
        }
    }

    #[test]
    fn a_place_that_a_broker_does_not_have_is_an_error_that_names_it() {
        for dialect in [CLASSIC, Dialect::RabbitMq] {
            let (to, from) = lines(Node::Service("activemq.management".into()), dialect);
            assert!(to.contains("`activemq.management`") && from.contains("`activemq.management`"), "{to} {from}");
        }
    }

    #[test]
    fn one_event_is_looked_for_where_the_broker_can_look() {
        let source_of = |dialect| {
            let one = Source::of(Node::DeadLetters("dead".into())).only(EventId::parse("it's"));
            source(&one, dialect).map(|headers| headers.into_iter().find(|(name, _)| *name == "selector"))
        };
        let selector = Some(("selector", "event_id = 'it''s'".to_owned()));
        assert_eq!(source_of(Dialect::Artemis), Ok(selector.clone()));
        assert_eq!(source_of(CLASSIC), Ok(selector));
        assert_eq!(source_of(Dialect::RabbitMq), Ok(None));
    }

    #[test]
    fn a_queue_gives_what_was_sent_to_its_address_or_to_itself() {
        assert!(belongs(&claim(), "a.b/c") && belongs(&claim(), "a.b/c::l.m"));
        assert!(!belongs(&claim(), "other") && !belongs(&claim(), "other::l.m"));
    }
}
