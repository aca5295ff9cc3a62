//! Whether a listener blocks the thread that polls it: a counter that is odd while it is being polled.

use std::{
    sync::{
        Arc, Mutex, PoisonError, Weak,
        atomic::{AtomicU64, Ordering},
    },
    task::Poll,
};

/// The beat of one place where listeners are polled, one at a time. No clock is read.
#[derive(Clone, Debug)]
pub(super) struct Pulse(Arc<AtomicU64>);

impl Pulse {
    /// Polls user code between two beats.
    #[inline]
    pub(super) fn during<T>(&self, poll: impl FnOnce() -> Poll<T>) -> Poll<T> {
        self.beat();
        let polled = poll();
        self.beat();
        polled
    }

    #[inline]
    fn beat(&self) {
        // Only one task at a time beats, so that a load and a store are enough.
        self.0.store(self.0.load(Ordering::Relaxed).wrapping_add(1), Ordering::Relaxed);
    }
}

/// The pulses of a manager's listeners, for its watchdog.
#[derive(Debug, Default)]
pub struct Pulses(Mutex<Vec<Seen>>);

#[derive(Debug)]
struct Seen {
    listener: String,
    pulse: Weak<AtomicU64>,
    beat: u64,
    looks: u32,
}

impl Pulses {
    pub(super) fn add(&self, listener: &str) -> Pulse {
        let pulse = Arc::new(AtomicU64::new(0));
        let seen = Seen { listener: listener.to_owned(), pulse: Arc::downgrade(&pulse), beat: 0, looks: 0 };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(seen);
        Pulse(pulse)
    }

    /// Looks at every pulse once; names the listeners whose poll has now lasted for exactly `looks` looks.
    pub fn look(&self, looks: u32) -> Vec<String> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut stuck = Vec::new();
        all.retain_mut(|seen| {
            let Some(pulse) = seen.pulse.upgrade() else { return false };
            let beat = pulse.load(Ordering::Relaxed);
            seen.looks = if beat % 2 == 1 && beat == seen.beat { seen.looks + 1 } else { 0 };
            seen.beat = beat;
            if seen.looks == looks {
                stuck.push(seen.listener.clone());
            }
            true
        });
        stuck
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listener_whose_poll_does_not_return_is_named_once() {
        let pulses = Pulses::default();
        let (stuck, fine) = (pulses.add("stuck"), pulses.add("fine"));
        let named = |_| {
            assert!(fine.during(|| Poll::Ready(())).is_ready());
            pulses.look(2)
        };
        let during = stuck.during(|| Poll::Ready((0..4).map(named).collect::<Vec<_>>()));
        assert_eq!(during.map(|named| named.concat()), Poll::Ready(vec!["stuck".to_owned()]));
        assert!(pulses.look(1).is_empty());
    }
}
