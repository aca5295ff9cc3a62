use crate::model::Time;

/// How the network and the broker's machine are, beside what strikes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Weather {
    /// The longest way of a packet, in milliseconds.
    pub(crate) latency_ms: u64,
    /// How many transfers of a link may be undecided.
    pub(crate) sender_credit: usize,
    /// Whether an address gives no credit while anything is in one of its queues: as one that is full and blocks.
    pub(crate) is_narrow: bool,
    /// Of 16 ends of a connection, how many the broker notices only by silence.
    pub(crate) half_open: u64,
    /// The longest that a broker is away, in milliseconds.
    pub(crate) outage_ms: u64,
    /// The silence after which a client gives a connection up.
    pub(crate) heartbeat: Time,
}
