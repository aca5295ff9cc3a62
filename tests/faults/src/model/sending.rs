use std::sync::Arc;

use super::{
    Broker, ConnectionId, Event, FullPolicy, Message, Refusal, RefusalKind, Routing, SendId, Target, Time, Verdict,
    broker::Waiting, management,
};

impl Broker {
    /// A sender attaches: the address, and the queue of a full name, are made if they are not there.
    ///
    /// # Errors
    /// If the connection is closed.
    pub fn attach_target(&mut self, connection: ConnectionId, target: &Target, _now: Time) -> Result<(), Refusal> {
        if !self.connections.contains(&connection) {
            return Err(Refusal::new(RefusalKind::Gone, "the connection is closed"));
        }
        if &*target.address != management::ADDRESS {
            self.ensure_target(target);
        }
        Ok(())
    }

    /// A client sends a message.
    ///
    /// # Errors
    /// If the connection is closed.
    pub fn send(
        &mut self,
        connection: ConnectionId,
        target: &Target,
        message: Message,
        now: Time,
    ) -> Result<Verdict, Refusal> {
        self.take(connection, target, message, true, now)
    }

    /// A client sends a message that cannot be made to wait, as over STOMP: an address that blocks takes it.
    ///
    /// # Errors
    /// If the connection is closed.
    pub fn send_at_once(
        &mut self,
        connection: ConnectionId,
        target: &Target,
        message: Message,
        now: Time,
    ) -> Result<Verdict, Refusal> {
        self.take(connection, target, message, false, now)
    }

    fn take(
        &mut self,
        connection: ConnectionId,
        target: &Target,
        message: Message,
        can_wait: bool,
        now: Time,
    ) -> Result<Verdict, Refusal> {
        if !self.connections.contains(&connection) {
            return Err(Refusal::new(RefusalKind::Gone, "the connection is closed"));
        }
        if &*target.address == management::ADDRESS {
            self.manage(&message, now);
            self.dispatch(now);
            return Ok(Verdict::Accepted { queues: 1 });
        }
        self.ensure_target(target);
        let settings = self.settings.of(&target.address);
        let bytes = self.addresses.get(&target.address).map_or(0, |address| address.bytes);
        let is_full = settings.max_size_bytes.is_some_and(|most| bytes >= most);
        let verdict = match settings.full {
            FullPolicy::Block if is_full && can_wait => {
                let send = SendId(self.id());
                self.waiting.push_back(Waiting { send, connection, target: target.clone(), message });
                Verdict::Waits(send)
            }
            FullPolicy::Fail if is_full => {
                let said = format!("AMQ229102: Address \"{}\" is full.", target.address);
                Verdict::Refused(Refusal::new(RefusalKind::Full, said))
            }
            FullPolicy::Drop if is_full => Verdict::Accepted { queues: 0 },
            _ => Verdict::Accepted { queues: self.store(target, message, now) },
        };
        self.dispatch(now);
        Ok(verdict)
    }

    /// Routes a message to its queues; how many got it.
    pub(super) fn store(&mut self, target: &Target, message: Message, now: Time) -> u32 {
        let most = self.settings.duplicates;
        let Some(address) = self.addresses.get_mut(&target.address) else { return 0 };
        if let Some(id) = &message.duplicate_id {
            if address.duplicates.contains(id) {
                return 0;
            }
            address.duplicates.add(id, most);
        }
        let queues = self.queues_of(target);
        if queues.is_empty() {
            self.unrouted(target, message, now);
            return 0;
        }
        for name in &queues {
            self.put(name, message.clone(), now);
        }
        u32::try_from(queues.len()).unwrap_or(u32::MAX)
    }

    pub(super) fn put(&mut self, name: &Arc<str>, message: Message, now: Time) {
        let Some(queue) = self.queues.get_mut(name) else { return };
        let bytes = message.bytes();
        queue.add(message, now);
        if let Some(address) = self.addresses.get_mut(&queue.config.address) {
            address.bytes += bytes;
        }
        self.stirred.insert(name.clone());
    }

    /// Room has become free: sends that wait go on, in order.
    pub(super) fn freed(&mut self, address: &Arc<str>, bytes: usize, now: Time) {
        let Some(known) = self.addresses.get_mut(address) else { return };
        known.bytes = known.bytes.saturating_sub(bytes);
        while let Some(at) = self.waiting.iter().position(|waiting| waiting.target.address == *address) {
            let most = self.settings.of(address).max_size_bytes;
            let bytes = self.addresses.get(address).map_or(0, |address| address.bytes);
            if most.is_some_and(|most| bytes >= most) {
                return;
            }
            let Some(Waiting { send, target, message, .. }) = self.waiting.remove(at) else { return };
            let verdict = Verdict::Accepted { queues: self.store(&target, message, now) };
            self.events.push_back(Event::Decided { send, verdict });
        }
    }

    fn ensure_target(&mut self, target: &Target) {
        let routing = target.routing.unwrap_or(Routing::Multicast);
        let is_known = self.addresses.contains_key(&target.address);
        match &target.queue {
            Some(queue) if !self.queues.contains_key(queue) => self.make_by_use(&target.address, queue, routing),
            // A queue of that name lives elsewhere: what is sent arrives nowhere.
            Some(_) => {}
            None if target.routing == Some(Routing::Anycast) || (is_known && self.is_anycast(&target.address)) => {
                let has_queue = self.queues_of(target).is_empty();
                if has_queue && !self.queues.contains_key(&target.address) {
                    self.make_by_use(&target.address, &target.address, Routing::Anycast);
                }
            }
            None => {}
        }
        let address = self.addresses.entry(target.address.clone()).or_default();
        if address.routings.is_empty() || target.routing.is_some() {
            address.routings.insert(routing);
        }
    }

    /// Whether an address is for anycast alone.
    fn is_anycast(&self, address: &str) -> bool {
        self.addresses
            .get(address)
            .is_some_and(|it| it.routings.contains(&Routing::Anycast) && !it.routings.contains(&Routing::Multicast))
    }

    /// Which queues get what is sent to a target.
    fn queues_of(&mut self, target: &Target) -> Vec<Arc<str>> {
        let Some(address) = self.addresses.get_mut(&target.address) else { return Vec::new() };
        if let Some(queue) = &target.queue {
            return address.queues.get(queue).cloned().into_iter().collect();
        }
        let is_of = |name: &Arc<str>, routing| self.queues.get(name).is_some_and(|it| it.config.routing == routing);
        let (mut all, mut any) = (Vec::new(), Vec::new());
        for name in &address.queues {
            if target.routing != Some(Routing::Anycast) && is_of(name, Routing::Multicast) {
                all.push(name.clone());
            }
            if target.routing != Some(Routing::Multicast) && is_of(name, Routing::Anycast) {
                any.push(name.clone());
            }
        }
        if !any.is_empty() {
            address.turn = (address.turn + 1) % any.len();
            all.push(any.swap_remove(address.turn));
        }
        all
    }
}
