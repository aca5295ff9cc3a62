//! The memory of this process, as its allocator counts it: one test at a time.

use peak_alloc::PeakAlloc;
use tokio::sync::{Mutex, MutexGuard};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

static TURN: Mutex<()> = Mutex::const_new(());

pub(crate) const MIB: usize = 1 << 20;

/// What a test allocates beyond what was there when it began; no other test runs beside it.
pub(crate) struct Measure {
    before: usize,
    _turn: MutexGuard<'static, ()>,
}

impl Measure {
    pub(crate) async fn begin() -> Self {
        let turn = TURN.lock().await;
        let mut measure = Self { before: 0, _turn: turn };
        measure.again();
        measure
    }

    /// Counts from here on.
    pub(crate) fn again(&mut self) {
        self.before = MEMORY.current_usage();
        MEMORY.reset_peak_usage();
    }

    /// The most bytes at a time.
    pub(crate) fn most(&self) -> usize {
        MEMORY.peak_usage().saturating_sub(self.before)
    }

    /// The bytes now.
    pub(crate) fn now(&self) -> usize {
        MEMORY.current_usage().saturating_sub(self.before)
    }

    /// The most bytes at a time are no more than these; shows what was seen.
    pub(crate) fn at_most(&self, bytes: usize, what: &str) {
        let most = self.most();
        #[expect(clippy::print_stderr, reason = "the figures are for whoever runs the tests")]
        {
            eprintln!("{what}: {:.1} MiB of {:.1} MiB", mib(most), mib(bytes));
        }
        assert!(most <= bytes, "{what}: {:.1} MiB instead of {:.1} MiB", mib(most), mib(bytes));
    }
}

fn mib(bytes: usize) -> f64 {
    bytes as f64 / MIB as f64
}
