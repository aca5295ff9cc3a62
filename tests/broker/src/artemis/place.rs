use super::ports::{Ports, TlsPorts};
use super::role::{Peers, Role};
use crate::Error;

/// Where a broker listens, and what it is among others.
#[derive(Clone)]
pub(crate) struct Place {
    pub(crate) ports: Ports,
    /// Nobody listens there without TLS.
    pub(crate) tls_ports: TlsPorts,
    pub(crate) role: Role,
}

impl Place {
    /// On free ports, alone.
    pub(crate) fn free() -> Result<Self, Error> {
        Self::on(Ports::free()?)
    }

    /// On these ports, alone.
    pub(crate) fn on(ports: Ports) -> Result<Self, Error> {
        Ok(Self { ports, tls_ports: TlsPorts::free()?, role: Role::Alone })
    }

    /// How it and the others find each other.
    pub(crate) fn peers<'a>(&self, others: impl IntoIterator<Item = &'a Self>) -> Peers {
        Peers { own: self.ports.core, others: others.into_iter().map(|place| place.ports.core).collect() }
    }
}
