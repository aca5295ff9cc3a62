use std::sync::atomic::{AtomicU32, Ordering};

/// A small number for an event type, the same for the whole process: an array index instead of a hash look-up.
#[derive(Debug)]
#[doc(hidden)]
pub struct Slot(AtomicU32);

static NEXT: AtomicU32 = AtomicU32::new(1);

impl Slot {
    /// A slot whose number is drawn when it is first asked for.
    pub const fn new() -> Self {
        Self(AtomicU32::new(0))
    }

    /// The number; counted from 1.
    #[inline]
    pub fn index(&self) -> usize {
        match self.0.load(Ordering::Relaxed) {
            0 => self.assign(),
            index => index as usize,
        }
    }

    #[cold]
    fn assign(&self) -> usize {
        let fresh = NEXT.fetch_add(1, Ordering::Relaxed);
        match self.0.compare_exchange(0, fresh, Ordering::Relaxed, Ordering::Relaxed) {
            Ok(_) => fresh as usize,
            Err(other) => other as usize,
        }
    }
}

impl Default for Slot {
    fn default() -> Self {
        Self::new()
    }
}
