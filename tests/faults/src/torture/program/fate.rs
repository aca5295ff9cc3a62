use super::Listener;
use crate::torture::chance::mix;

/// What a listener makes of an event, whichever process it runs in and however often it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It handles it at once.
    Handles,
    /// It fails this often, and then handles it.
    Trips(u32),
    /// It fails for good.
    Refuses,
    /// It fails as often as it is asked.
    NeverCan,
}

impl Fate {
    /// Whether the event becomes a dead letter.
    pub(crate) fn is_fatal(self) -> bool {
        matches!(self, Self::Refuses | Self::NeverCan)
    }
}

/// The fate of an event with a listener.
pub(crate) fn fate(listener: Listener, n: u64) -> Fate {
    match mix(n ^ mix(listener as u64 + 1)) % 1_000 {
        0 | 1 => Fate::Refuses,
        2 => Fate::NeverCan,
        3..33 => Fate::Trips(1),
        33..38 => Fate::Trips(2),
        _ => Fate::Handles,
    }
}
