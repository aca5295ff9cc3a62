use std::fmt;

use tidings_core::ledger::Ledger;

/// Something is under way that waits for what never comes: a listener that awaits nothing that could happen, or a send
/// that a pipeline holds up.
///
/// The harness finds it without waiting: what was in flight did not move for two days of its clock.
pub struct NeverSettles {
    pub(crate) sends: usize,
    pub(crate) ledger: Ledger,
}

impl fmt::Display for NeverSettles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "it never settles: {} send(s) under way", self.sends)?;
        for listener in self.ledger.listeners.iter().filter(|listener| listener.deliveries.in_flight > 0) {
            write!(f, ", {} in flight at {}", listener.deliveries.in_flight, listener.queue)?;
        }
        Ok(())
    }
}

impl fmt::Debug for NeverSettles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for NeverSettles {}
