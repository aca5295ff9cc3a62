/// A listener of these programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Listener {
    /// Keyed, retried in place, several at a time.
    Ledger,
    /// Keyed, retried by a copy: that gives up the order.
    Mail,
    /// Without a key, one at a time, retried by a copy.
    Notes,
    /// Keyed, with a queue for each process.
    Cache,
}

/// All of them.
pub(crate) const ALL: [Listener; 4] = [Listener::Ledger, Listener::Mail, Listener::Notes, Listener::Cache];

impl Listener {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Ledger => "ledger",
            Self::Mail => "mail",
            Self::Notes => "notes",
            Self::Cache => "cache",
        }
    }

    /// Its queue on the broker.
    pub(crate) fn queue(self) -> &'static str {
        match self {
            Self::Cache => "cache-cache-1",
            other => other.name(),
        }
    }

    /// Whether it listens to notes; the others listen to orders.
    pub(crate) fn hears_notes(self) -> bool {
        self == Self::Notes
    }

    /// Whether events of one key reach it in their order, whatever breaks.
    pub(crate) fn keeps_order(self) -> bool {
        matches!(self, Self::Ledger | Self::Cache)
    }
}
