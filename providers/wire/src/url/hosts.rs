use std::{fmt, iter};

use super::Host;

/// Where a broker may be: at least one host, and what several of them are to each other.
///
/// Across a switch from one host to another duplicates are not recognized and keys keep no order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hosts {
    first: Host,
    others: Vec<Host>,
    kind: HostsKind,
}

/// What the hosts of a list are to each other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum HostsKind {
    /// One broker that is at one of them at a time: tried in order, beginning with the one that worked last.
    #[default]
    Backups,
    /// Nodes that serve at the same time: tried in random order, so that clients spread over them.
    Cluster,
}

impl Hosts {
    /// A list; a single host is one without others.
    pub fn new(first: Host, others: Vec<Host>, kind: HostsKind) -> Self {
        Self { first, others, kind }
    }

    /// Adds hosts, and says what all of them are to each other.
    pub fn extend(&mut self, others: impl IntoIterator<Item = Host>, kind: HostsKind) {
        self.others.extend(others);
        self.kind = kind;
    }

    /// What they are to each other.
    pub fn kind(&self) -> HostsKind {
        self.kind
    }

    /// Each of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Host> {
        iter::once(&self.first).chain(&self.others)
    }

    /// How many they are; 1 at the least.
    #[expect(clippy::len_without_is_empty, reason = "it never is")]
    pub fn len(&self) -> usize {
        1 + self.others.len()
    }
}

impl From<Host> for Hosts {
    fn from(host: Host) -> Self {
        Self::new(host, Vec::new(), HostsKind::default())
    }
}

impl fmt::Display for Hosts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.first)?;
        self.others.iter().try_for_each(|host| write!(f, ",{host}"))
    }
}
