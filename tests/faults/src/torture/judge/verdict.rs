use serde::Serialize;

/// What the judge found.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Verdict {
    /// Events that publishers began to send.
    pub tried: u64,
    /// Events that were confirmed.
    pub confirmed: u64,
    /// Sends that surely did not leave, and were begun anew.
    pub not_sent: u64,
    /// Sends that may have arrived, and were repeated under their ids.
    pub undecided: u64,
    /// Attempts of listeners.
    pub attempts: u64,
    /// Attempts that succeeded.
    pub handled: u64,
    /// Successful attempts beyond the first of an event and a listener.
    pub duplicated: u64,
    /// Attempts that the broker marked as given before.
    pub redelivered: u64,
    /// Dead letters with a reason.
    pub dead_letters: u64,
    /// Further ones of the same event and listener.
    pub dead_letters_twice: u64,
    /// Dead letters that the broker itself made.
    pub dead_letters_of_broker: u64,
    /// Confirmed before a removed queue was back, and gone with it.
    pub removed: u64,
    /// Neighbours of one key that came one after the other.
    pub in_order: u64,
    /// Of those, how many began before the one before had ended.
    pub overlapped: u64,
    /// Handled before one of its key that was sent before, where the key had just moved to another process.
    pub reordered_at_moves: u64,
    /// The same where both were on their way when an operator closed the connections.
    pub reordered_at_closings: u64,
    /// Confirmed, and neither handled nor a dead letter. Must be empty.
    pub lost: Vec<Loss>,
    /// Of one key, and handled before one that was sent before, in the process that had the key. Must be empty.
    pub reordered: Vec<Loss>,
    /// Said not to have been sent, and handled under that id all the same. Must be empty.
    pub sent_twice: Vec<Loss>,
    /// Dead letters of events that their listener would have handled. Must be empty.
    pub given_up_wrongly: Vec<Loss>,
    /// Events that a listener handled and gave up on. Must be 0.
    pub both: u64,
    /// Events that came otherwise than they were sent. Must be 0.
    pub mangled: u64,
    /// Events that nobody ever sent. Must be 0.
    pub invented: u64,
}

/// An event and a listener for which a promise was broken.
#[derive(Clone, Debug, Serialize)]
pub struct Loss {
    /// The number in the body.
    pub n: u64,
    /// Publisher, its life, the place in its order.
    pub number: String,
    /// The listener.
    pub listener: &'static str,
    /// What the journals say, in microseconds of the machine's clock.
    pub story: Vec<String>,
}

impl Verdict {
    /// Whether every promise was kept, but for that of order.
    pub fn is_well(&self) -> bool {
        let broken = [&self.lost, &self.sent_twice, &self.given_up_wrongly];
        broken.into_iter().all(Vec::is_empty) && self.both + self.mangled + self.invented == 0
    }
}
