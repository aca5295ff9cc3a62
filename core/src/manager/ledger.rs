use super::inner::Inner;
use crate::ledger::Ledger;

impl Inner {
    pub(super) fn ledger(&self) -> Ledger {
        self.book.ledger()
    }

    /// What the watchdog does besides watching: with the feature `metrics` it tells the numbers to the recorder.
    pub(super) fn each_turn(&self) -> impl Fn() + Send + 'static {
        #[cfg(feature = "metrics")]
        {
            let itself = self.itself();
            move || {
                if let Some(inner) = itself.upgrade() {
                    inner.ledger().export();
                }
            }
        }
        #[cfg(not(feature = "metrics"))]
        || {}
    }

    /// What it says at the end, whose law must hold.
    pub(super) fn closing_ledger(&self) -> Ledger {
        let ledger = self.ledger();
        #[cfg(feature = "metrics")]
        ledger.export();
        if let Err(unbalanced) = ledger.check() {
            tracing::error!(%unbalanced, "the ledger does not add up: please report it");
        }
        ledger
    }
}

/// With the feature `testing` a test fails whose manager lost count, whether it was shut down or not.
#[cfg(feature = "testing")]
impl Drop for Inner {
    #[expect(clippy::panic, reason = "this is how a test fails; programs do not have the feature")]
    fn drop(&mut self) {
        if let Err(unbalanced) = self.ledger().check()
            && !std::thread::panicking()
        {
            panic!("{unbalanced}");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{manager::EventManager, testing::Script};

    #[test]
    #[should_panic(expected = "the ledger does not add up: event order.placed through script")]
    fn a_manager_that_lost_count_fails_its_test() {
        let manager = EventManager::builder().provider(Script::new().provider()).build().unwrap();
        manager.inner.book.event("script", "order.placed").confirmed();
    }
}
