use std::time::Duration;

use crate::runtime::Runtime;

/// Pauses that double from `min` to `max`, each drawn at random below its step ("full jitter"), so that listeners
/// that failed together do not come back together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Backoff {
    /// The upper bound of the first pause; default 100 ms.
    pub min: Duration,
    /// The upper bound of every pause; default 30 s.
    pub max: Duration,
    /// Whether a pause is drawn below its step; default true. Without it a pause is its step.
    pub jitter: bool,
}

impl Backoff {
    /// 100 ms to 30 s with full jitter.
    pub const DEFAULT: Self = Self::new(Duration::from_millis(100), Duration::from_secs(30));

    /// Pauses from `min` to `max` (both inclusive) with full jitter.
    pub const fn new(min: Duration, max: Duration) -> Self {
        Self { min, max, jitter: true }
    }

    /// The same pause every time, without jitter.
    pub const fn fixed(pause: Duration) -> Self {
        Self { min: pause, max: pause, jitter: false }
    }

    /// Pauses that are exactly their step.
    #[must_use]
    pub const fn without_jitter(mut self) -> Self {
        self.jitter = false;
        self
    }

    /// The pause after failed attempt number `attempt` (1-based).
    pub fn pause(&self, attempt: u32, runtime: &Runtime) -> Duration {
        let step = self.step(attempt);
        if !self.jitter {
            return step;
        }
        let micros = u64::try_from(step.as_micros()).unwrap_or(u64::MAX - 1);
        Duration::from_micros(runtime.below(micros.saturating_add(1)))
    }

    fn step(&self, attempt: u32) -> Duration {
        let factor = 1_u32.checked_shl(attempt.saturating_sub(1)).unwrap_or(u32::MAX);
        self.min.saturating_mul(factor).min(self.max)
    }
}

impl Default for Backoff {
    fn default() -> Self {
        Self::DEFAULT
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_their_maximum() {
        let backoff = Backoff::new(Duration::from_millis(100), Duration::from_millis(350)).without_jitter();
        let pauses: Vec<_> = (1..=4).map(|n| backoff.pause(n, &Runtime::system()).as_millis()).collect();
        assert_eq!(pauses, [100, 200, 350, 350]);
        assert_eq!(backoff.pause(1000, &Runtime::system()).as_millis(), 350);
    }

    #[test]
    fn jitter_never_exceeds_its_step() {
        let backoff = Backoff::DEFAULT;
        assert!((0..1000).all(|_| backoff.pause(2, &Runtime::system()) <= Duration::from_millis(200)));
    }
}
