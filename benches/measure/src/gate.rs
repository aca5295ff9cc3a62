use std::sync::LazyLock;

use tokio::sync::watch;

use crate::{Counter, Meter, Outcome, Sample};

/// Where the listener of a process stands and counts: shut between the runs, so that it stays connected and holds still,
/// with as many deliveries fetched ahead as the bare client has. Made for a static, as a listener that only looks has no
/// service in reach.
#[derive(Debug)]
pub struct Gate {
    is_open: LazyLock<watch::Sender<bool>>,
    handled: LazyLock<Counter>,
}

impl Gate {
    /// Shut, with nothing counted.
    pub const fn new() -> Self {
        Self { is_open: LazyLock::new(|| watch::channel(false).0), handled: LazyLock::new(Counter::default) }
    }

    /// Waits while it is shut.
    ///
    /// # Errors
    /// That nobody will open it any more.
    #[inline]
    pub async fn open(&self) -> Outcome {
        if !*self.is_open.borrow() {
            self.is_open.subscribe().wait_for(|is_open| *is_open).await?;
        }
        Ok(())
    }

    /// One event was handled.
    #[inline]
    pub fn count(&self) {
        self.handled.count();
    }

    /// Opens it until so many were handled, and measures that.
    pub async fn measure(&self, events: u64) -> Sample {
        let handled = self.handled.expect(events);
        let meter = Meter::start();
        self.is_open.send_replace(true);
        handled.reached().await;
        let sample = meter.stop(events);
        self.is_open.send_replace(false);
        sample
    }
}

impl Default for Gate {
    fn default() -> Self {
        Self::new()
    }
}
