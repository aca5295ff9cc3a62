use super::Ticket;

/// How many strikes an entry is given up for.
pub(super) const STRIKES: u8 = 10;
/// How many losses without progress make the entries under way suspects.
const LOSSES: u8 = 2;

/// Why a connection ended, as far as the entries under way are concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Blame {
    /// The other side or the network went away without a word, as in a crash or a restart.
    Nobody,
    /// The broker ended the connection because of something that it did not name.
    Somebody,
}

impl Blame {
    /// How many strikes it counts for the only entry under way. What the broker said is about that entry, and once may be
    /// chance. An end without a word may be the network's, or the broker's that is restarted, time after time.
    pub(super) fn strikes(self) -> u8 {
        match self {
            Self::Somebody => STRIKES / 2,
            Self::Nobody => 1,
        }
    }
}

/// Which entries go one at a time.
#[derive(Debug, Default)]
pub(super) struct Suspicion {
    // Everything up to here was under way when a connection ended in an odd way.
    until: Option<Ticket>,
    // The entry under way is a suspect, so nothing goes beside it.
    is_testing: bool,
    losses: u8,
}

impl Suspicion {
    pub(super) fn covers(&self, ticket: Ticket) -> bool {
        self.until.is_some_and(|until| ticket <= until)
    }

    pub(super) fn is_testing(&self) -> bool {
        self.is_testing
    }

    pub(super) fn testing(&mut self, alone: bool) {
        self.is_testing = alone;
    }

    pub(super) fn progress(&mut self) {
        self.losses = 0;
        self.is_testing = false;
    }

    /// The entry that is known to have ended the connection, if any.
    pub(super) fn lost(&mut self, blame: Blame, only: Option<Ticket>, last: Option<Ticket>) -> Option<Ticket> {
        let was_testing = std::mem::take(&mut self.is_testing);
        let Some(last) = last else {
            // Nothing was under way, so nothing under way was the reason.
            return None;
        };
        self.losses = self.losses.saturating_add(1);
        if blame == Blame::Somebody || self.losses >= LOSSES {
            self.until = self.until.max(Some(last));
        }
        only.filter(|_| was_testing || blame == Blame::Somebody)
    }
}
