use std::{fmt, str::FromStr};

/// A kind of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// SIGKILL of the broker, and its restart.
    BrokerKilled,
    /// SIGTERM of the broker, and its restart.
    BrokerStopped,
    /// SIGSTOP of the broker for less than a heartbeat.
    BrokerPaused,
    /// SIGSTOP of the broker beyond the heartbeat, then SIGCONT.
    BrokerFrozen,
    /// The same with large bodies on their way, so that send buffers are full.
    BrokerFrozenFull,
    /// The operator closes all connections.
    ConnectionsClosed,
    /// SIGKILL of a listening process in the middle of its work, and its restart.
    ListenerKilled,
    /// SIGKILL of a publishing process, and its restart.
    PublisherKilled,
    /// SIGTERM of a listening process, and its restart.
    ListenerRestarted,
    /// SIGSTOP of a listening process beyond the heartbeat, then SIGCONT.
    ListenerFrozen,
    /// SIGSTOP of a publishing process beyond the heartbeat, then SIGCONT.
    PublisherFrozen,
    /// Connections are cut.
    WayCut,
    /// Every piece comes late.
    WayLate,
    /// Everything comes a few bytes at a time.
    WayTorn,
    /// Nothing passes in one direction for a while, and then all of it.
    WayStands,
    /// What goes in one direction is never seen again.
    WayVanishes,
    /// The operator removes a queue; its listener makes it again.
    QueueRemoved,
}

/// What a fault strikes; two faults at a time strike different things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Area {
    Broker,
    Listener,
    Publisher,
    Way,
    Queue,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 17] = [
        Self::BrokerKilled,
        Self::BrokerStopped,
        Self::BrokerPaused,
        Self::BrokerFrozen,
        Self::BrokerFrozenFull,
        Self::ConnectionsClosed,
        Self::ListenerKilled,
        Self::PublisherKilled,
        Self::ListenerRestarted,
        Self::ListenerFrozen,
        Self::PublisherFrozen,
        Self::WayCut,
        Self::WayLate,
        Self::WayTorn,
        Self::WayStands,
        Self::WayVanishes,
        Self::QueueRemoved,
    ];

    /// Its name, as on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::BrokerKilled => "broker-killed",
            Self::BrokerStopped => "broker-stopped",
            Self::BrokerPaused => "broker-paused",
            Self::BrokerFrozen => "broker-frozen",
            Self::BrokerFrozenFull => "broker-frozen-full",
            Self::ConnectionsClosed => "connections-closed",
            Self::ListenerKilled => "listener-killed",
            Self::PublisherKilled => "publisher-killed",
            Self::ListenerRestarted => "listener-restarted",
            Self::ListenerFrozen => "listener-frozen",
            Self::PublisherFrozen => "publisher-frozen",
            Self::WayCut => "way-cut",
            Self::WayLate => "way-late",
            Self::WayTorn => "way-torn",
            Self::WayStands => "way-stands",
            Self::WayVanishes => "way-vanishes",
            Self::QueueRemoved => "queue-removed",
        }
    }

    pub(crate) fn area(self) -> Area {
        match self {
            Self::BrokerKilled
            | Self::BrokerStopped
            | Self::BrokerPaused
            | Self::BrokerFrozen
            | Self::BrokerFrozenFull
            | Self::ConnectionsClosed => Area::Broker,
            Self::ListenerKilled | Self::ListenerRestarted | Self::ListenerFrozen => Area::Listener,
            Self::PublisherKilled | Self::PublisherFrozen => Area::Publisher,
            Self::WayCut | Self::WayLate | Self::WayTorn | Self::WayStands | Self::WayVanishes => Area::Way,
            Self::QueueRemoved => Area::Queue,
        }
    }

    /// Whether both may happen at the same time. A queue is removed alone: what it took along must be known; and full
    /// buffers need publishers that live.
    pub(crate) fn may_overlap(self, other: Self) -> bool {
        let alone = |kind: Self| matches!(kind, Self::QueueRemoved | Self::BrokerFrozenFull);
        self.area() != other.area() && !alone(self) && !alone(other)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Kind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|kind| kind.name() == text);
        found.ok_or_else(|| format!("{text:?} is no fault; there are {}", Self::ALL.map(Self::name).join(", ")))
    }
}
