//! Which queue exists, at which address, and when it goes.

use std::sync::Arc;

use tidings_core::{error::Error, provider::Claim};

use crate::{
    broker::{Address, Broker, Entry, Left, Link, Queue},
    error,
};

/// A receiver's place at a queue.
pub(crate) struct Place {
    pub(crate) address: Arc<Address>,
    pub(crate) queue: u64,
    pub(crate) slot: u64,
    pub(crate) link: Arc<Link>,
}

/// Makes the queue of a claim if there is none, and attaches a receiver without credit.
///
/// # Errors
/// `Conflict` if the name belongs to another address, or a durable event finds a queue that would go with its receivers.
pub(crate) fn declare(
    broker: &Broker,
    claim: &Claim,
    capacity: usize,
    link: &Arc<Link>,
) -> Result<(Place, Vec<String>), Error> {
    let name: Arc<str> = claim.queue().into();
    let (queue, slot) = (broker.next_id(), broker.next_id());
    let mut registry = broker.registry();
    let address = registry.address(claim.address());
    if let Some(owner) = registry.queues.get(&name)
        && !Arc::ptr_eq(owner, &address)
    {
        return Err(error::other_address(&name, address.name(), owner.name()));
    }
    let make = || Queue::new(queue, name.clone(), claim.is_durable(), capacity);
    let check = |durable: bool| {
        if claim.is_durable() && !durable { Err(error::volatile(&name, claim.address())) } else { Ok(()) }
    };
    let (queue, durable) = address.attach(&name, make, check, (slot, link.clone()))?;
    registry.queues.insert(name.clone(), address.clone());
    drop(registry);
    let mut notes = Vec::new();
    if durable && !claim.is_durable() {
        notes.push(format!("queue {name} exists already and stays without listeners: its event was declared durable"));
    }
    Ok((Place { address, queue, slot, link: link.clone() }, notes))
}

/// Takes a receiver out after `unsettled` was put back; a queue that is not durable goes with its last receiver.
pub(crate) fn leave(broker: &Broker, place: &Place, unsettled: Vec<Entry>) {
    // The registry first, so that nobody can attach to the queue between its end and its name's.
    let mut registry = broker.registry();
    let (left, after) = place.address.detach(place.queue, place.slot, unsettled);
    if let Left::Removed { name, .. } = &left {
        registry.queues.remove(name);
    }
    drop(registry);
    drop(after);
    match left {
        Left::Removed { events, .. } if place.link.is_ending() => place.link.leave(events),
        Left::Removed { name, events } if !events.is_empty() => {
            tracing::warn!(queue = &*name, events = events.len(), "a queue went with its last listener");
        }
        Left::Removed { .. } | Left::Kept => {}
    }
}

/// Takes out every receiver of a connection; what they have not settled returns when they do.
pub(crate) fn leave_all(broker: &Broker, link: &Arc<Link>) {
    for address in addresses(broker) {
        while let Some((queue, slot)) = address.receiver_of(link) {
            leave(broker, &Place { address: address.clone(), queue, slot, link: link.clone() }, Vec::new());
        }
    }
}

/// Every address that lives.
pub(crate) fn addresses(broker: &Broker) -> Vec<Arc<Address>> {
    broker.registry().addresses()
}

/// Removes a queue with what is in it, by its name or its full name.
///
/// # Errors
/// `NotFound` if there is none, `Conflict` if it has receivers.
pub(crate) fn remove(broker: &Broker, queue: &str) -> Result<(), Error> {
    let (address, name) = match queue.split_once("::") {
        Some((address, name)) => (Some(address), name),
        None => (None, queue),
    };
    let mut registry = broker.registry();
    let owner = registry.queues.get(name).filter(|owner| address.is_none_or(|address| **owner.name() == *address));
    let owner = owner.cloned().ok_or_else(|| error::no_queue("remove a queue", queue))?;
    let events = owner.remove(name).map_err(|receivers| error::in_use(queue, receivers))?;
    registry.queues.remove(name);
    drop(registry);
    tracing::info!(queue, events = events.len(), "a queue was removed");
    Ok(())
}

/// Makes sure that the queue of a claim exists.
///
/// # Errors
/// `NotFound` if it does not, at this address.
pub(crate) fn find(broker: &Broker, claim: &Claim) -> Result<(), Error> {
    match broker.registry().queues.get(&*claim.queue()) {
        Some(address) if **address.name() == *claim.address() => Ok(()),
        _ => Err(error::no_queue("send to a queue", &claim.full_queue())),
    }
}
