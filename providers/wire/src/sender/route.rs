use tidings_core::{
    event::EventRef,
    provider::{Claim, Target},
};

use crate::{envelope::Destination, link::Node, routing::Place};

/// Where a sender's envelopes go on the broker.
#[derive(Debug, Clone)]
pub(crate) struct Route {
    /// The name of the address or queue, for logs and errors, and one sender per route.
    pub(crate) name: String,
    pub(crate) node: Node,
    pub(crate) destination: Destination,
    /// The claim whose queue must be there before the link is attached: a send to a queue that is not there is
    /// confirmed and lost, or makes a queue of the wrong kind.
    pub(crate) queue: Option<Claim>,
    /// The address at which this process' listeners must be back before anything is sent: what is sent to an address
    /// without a queue is confirmed and lost. Volatile queues go with the connection, and after a switch to another node
    /// of a cluster durable ones are not there either.
    pub(crate) heard_at: Option<String>,
    /// The event whose sender says what becomes of what nobody gets; a copy is never lost.
    pub(crate) event: Option<EventRef>,
    /// Whose dead letters go there: nobody but who sends them looks after their queue.
    pub(crate) letters: Option<Claim>,
}

impl Route {
    pub(crate) fn of(target: &Target) -> Self {
        match target {
            Target::Queue(claim) => {
                let name = claim.full_queue();
                Self {
                    node: Node::Queue(claim.clone()),
                    destination: Destination::Queue(name.clone()),
                    name,
                    queue: Some(claim.clone()),
                    heard_at: None,
                    event: None,
                    letters: None,
                }
            }
            Target::DeadLetters(claim) => {
                let name = claim.dead_letter_queue();
                Self {
                    node: Node::DeadLetters(name.clone()),
                    destination: Destination::DeadLetters,
                    name,
                    queue: None,
                    heard_at: None,
                    event: None,
                    letters: Some(claim.clone()),
                }
            }
            Target::Address(event) => Self {
                heard_at: Some(event.address().to_owned()),
                event: Some(event.clone()),
                ..Self::address(event.address())
            },
            // A kind of target that came later is at least an error of the broker, not a loss.
            _ => Self::address(""),
        }
    }

    fn address(address: &str) -> Self {
        Self {
            name: address.to_owned(),
            node: Node::Address(address.to_owned()),
            destination: Destination::Address,
            queue: None,
            heard_at: None,
            event: None,
            letters: None,
        }
    }

    /// Where somebody must listen, for what is sent not to be lost.
    pub(crate) fn place(&self) -> Place {
        match (&self.queue, &self.node) {
            (Some(claim), _) => Place::queue(claim.address(), claim.queue()),
            // Address and queue have one name.
            (None, Node::DeadLetters(name)) => Place::queue(name, name),
            _ => Place::address(&self.name),
        }
    }

    /// Whether the queue goes with its receiver.
    pub(crate) fn is_volatile(&self) -> bool {
        self.queue.as_ref().is_some_and(|claim| !claim.is_durable())
    }
}

#[cfg(test)]
mod tests {
    use tidings_core::event::{EventInfo, EventRef};

    use super::*;

    #[test]
    fn what_goes_to_an_address_waits_for_the_listeners_there_also_if_it_is_durable() {
        let info = || EventInfo::external("order.placed".to_owned());
        for event in [EventRef::from(info()), EventRef::from(info().durable())] {
            assert_eq!(Route::of(&Target::Address(event)).heard_at.as_deref(), Some("order.placed"));
        }
        let claim = Claim::shared(EventRef::from(info().durable()), "invoice");
        assert_eq!(Route::of(&Target::DeadLetters(claim)).heard_at, None);
    }
}
