use std::{
    fmt,
    ops::{Add, AddAssign},
};

/// What became of everything that a manager sent and received, at one moment: every number counts from its start.
///
/// The law: *sent = confirmed + failed + undecided*, and *received = accepted + retried + dead-lettered + returned + in
/// flight*, for each event and each listener; [`check`](Self::check) looks.
///
/// Sends are those of users, not our own copies. A send is not counted before the start or after the shutdown, when it
/// fails at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Ledger {
    /// What was sent, by provider and event, in the order of their first sends.
    pub events: Vec<EventLedger>,
    /// What was received, by provider and listener, in the order in which they were subscribed; of queues whose
    /// subscription has ended the latest only, once there are more than a thousand.
    pub listeners: Vec<ListenerLedger>,
}

/// What became of the sends of one event.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EventLedger {
    /// The provider's name, as in the health.
    pub provider: String,
    /// The event's name; [`OTHERS`](Self::OTHERS) for those known only by their names, once there are many.
    pub event: String,
    /// The numbers.
    pub sent: Sent,
}

impl EventLedger {
    /// Stands for all further events that are known only by their names: those come from outside, and may never end.
    pub const OTHERS: &'static str = "(others)";
}

/// What became of the deliveries of one listener.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListenerLedger {
    /// The provider's name, as in the health.
    pub provider: String,
    /// The event's name.
    pub event: String,
    /// The listener's name.
    pub listener: String,
    /// The full name of its queue.
    pub queue: String,
    /// The numbers.
    pub deliveries: Deliveries,
    /// Whether the numbers once differed from the deliveries that really were unsettled: a defect of Tidings.
    pub is_astray: bool,
}

/// Numbers of sends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sent {
    /// Begun.
    pub sent: u64,
    /// The provider has taken responsibility.
    pub confirmed: u64,
    /// Of those confirmed: what surely reached no queue, since nobody listens.
    pub unheard: u64,
    /// Surely did not leave: refused by a pipeline or by the provider, too large, no room, taken back in time.
    pub failed: u64,
    /// May have arrived, or are under way. A send whose future was dropped after it left is among these until its
    /// outcome is known.
    pub undecided: u64,
}

/// Numbers of deliveries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Deliveries {
    /// Came, redelivered ones included.
    pub received: u64,
    /// Handled and settled.
    pub accepted: u64,
    /// Of those accepted: what the listener's inbox knew to be handled already.
    pub duplicates: u64,
    /// Failed, and a copy for another attempt was confirmed. A delivery that is tried again in place has not ended.
    pub retried: u64,
    /// Given up on.
    pub dead_lettered: u64,
    /// The broker's again: a shutdown, a lost connection, or a listener that did not end in time.
    pub returned: u64,
    /// Not settled yet.
    pub in_flight: u64,
}

impl Ledger {
    /// What was sent, over all events and providers.
    pub fn sent(&self) -> Sent {
        self.events.iter().fold(Sent::default(), |all, event| all + event.sent)
    }

    /// What was received, over all listeners and providers.
    pub fn deliveries(&self) -> Deliveries {
        self.listeners.iter().fold(Deliveries::default(), |all, listener| all + listener.deliveries)
    }

    /// What was sent of one event, over all providers.
    pub fn event(&self, name: &str) -> Sent {
        let of_name = self.events.iter().filter(|event| event.event == name);
        of_name.fold(Sent::default(), |all, event| all + event.sent)
    }

    /// What one listener received, over all its queues.
    pub fn listener(&self, name: &str) -> Deliveries {
        let of_name = self.listeners.iter().filter(|listener| listener.listener == name);
        of_name.fold(Deliveries::default(), |all, listener| all + listener.deliveries)
    }
}

impl Deliveries {
    pub(super) fn ended(&self) -> u64 {
        self.accepted + self.retried + self.dead_lettered + self.returned
    }
}

impl Add for Sent {
    type Output = Self;

    fn add(mut self, other: Self) -> Self {
        self += other;
        self
    }
}

impl AddAssign for Sent {
    fn add_assign(&mut self, other: Self) {
        self.sent += other.sent;
        self.confirmed += other.confirmed;
        self.unheard += other.unheard;
        self.failed += other.failed;
        self.undecided += other.undecided;
    }
}

impl Add for Deliveries {
    type Output = Self;

    fn add(mut self, other: Self) -> Self {
        self += other;
        self
    }
}

impl AddAssign for Deliveries {
    fn add_assign(&mut self, other: Self) {
        self.received += other.received;
        self.accepted += other.accepted;
        self.duplicates += other.duplicates;
        self.retried += other.retried;
        self.dead_lettered += other.dead_lettered;
        self.returned += other.returned;
        self.in_flight += other.in_flight;
    }
}

/// One line: what a log needs.
impl fmt::Display for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sent, got) = (self.sent(), self.deliveries());
        write!(
            f,
            "sent {} (confirmed {}, of which unheard {}, failed {}, undecided {}), ",
            sent.sent, sent.confirmed, sent.unheard, sent.failed, sent.undecided
        )?;
        write!(
            f,
            "received {} (accepted {}, of which duplicates {}, retried {}, dead-lettered {}, returned {}, in flight {})",
            got.received, got.accepted, got.duplicates, got.retried, got.dead_lettered, got.returned, got.in_flight
        )
    }
}
