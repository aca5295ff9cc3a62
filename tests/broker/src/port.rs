use std::hash::{BuildHasher, Hasher, RandomState};
use std::net::{Ipv4Addr, TcpListener};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::Error;

/// Below what Linux (from 32768) and macOS (from 49152) give to outgoing connections. A port from there could be taken
/// while the broker is down, even by a client that tries to reconnect to it, which then is connected to itself.
const FIRST: u16 = 20_000;
const COUNT: u16 = 12_000;

/// A port that nobody listens on. Another process may be quicker to take it.
pub(crate) fn free_port() -> Result<u16, Error> {
    // Each process begins elsewhere, so that test binaries that run side by side seldom meet.
    static BEGIN: LazyLock<u64> = LazyLock::new(|| RandomState::new().build_hasher().finish());
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let next = || (BEGIN.wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed)) % u64::from(COUNT)) as u16;
    (0..COUNT)
        .map(|_| FIRST + next())
        .find(|port| is_free(*port))
        .ok_or_else(|| Error::new(format!("no free port from {FIRST} to {}", FIRST + COUNT - 1)))
}

/// Whether this host's loopback interface has nobody who listens on the port.
pub(crate) fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_ports_differ() {
        assert_ne!(free_port().unwrap(), free_port().unwrap());
    }

    #[test]
    fn a_port_that_somebody_listens_on_is_not_free() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        assert!(!is_free(listener.local_addr().unwrap().port()));
    }
}
