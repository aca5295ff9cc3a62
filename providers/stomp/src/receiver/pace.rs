use crate::dialect::Dialect;

/// What a message is taken for where none was seen before.
const GUESS_BYTES: u64 = 512;
/// By this factor the width must be wrong before a subscription is made anew for it.
const TOLERANCE: u64 = 4;

/// How much a broker may give ahead: Artemis counts bytes, the others messages.
///
/// Artemis counts a delivery for everything that was given and not settled when a connection is lost, and gives up on
/// it in the end. So a subscription begins with one message at a time, becomes wide with the first that is settled and
/// was not given before, and narrow again with one that was: whatever ends the process over and over takes no others
/// with it.
#[derive(Debug)]
pub(super) struct Pace {
    /// Whether it begins with one message at a time, and ever changes.
    is_careful: bool,
    prefetch: u64,
    most_bytes: u64,
    state: Width,
    wanted: Width,
    /// A moving average of the frames seen, in bytes.
    frame_bytes: u64,
}

/// How much may be given ahead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Width {
    One,
    /// So many bytes or messages.
    Wide(u64),
}

impl Pace {
    /// For a queue of which `prefetch` deliveries may be unsettled. A subscription that cannot be made anew is wide at
    /// once.
    pub(super) fn new(dialect: Dialect, prefetch: u32, most_bytes: usize, is_renewable: bool) -> Self {
        let most_bytes = u64::try_from(most_bytes).unwrap_or(u64::MAX);
        let prefetch = u64::from(prefetch.max(1));
        let is_careful = dialect.counts_deliveries() && is_renewable;
        let state = match (is_careful, dialect.is_artemis()) {
            (true, _) => Width::One,
            (false, true) => Width::Wide((prefetch * GUESS_BYTES).min(most_bytes)),
            (false, false) => Width::Wide(prefetch),
        };
        Self { is_careful, prefetch, most_bytes, state, wanted: state, frame_bytes: 0 }
    }

    /// For a queue of which everything is looked at before something is settled.
    pub(super) fn looking(dialect: Dialect, most_bytes: usize) -> Self {
        let mut pace = Self::new(dialect, u32::MAX, most_bytes, false);
        if dialect.is_artemis() {
            pace.state = Width::Wide(pace.most_bytes);
            pace.wanted = pace.state;
        }
        pace
    }

    /// The width of the subscription that is made now.
    pub(super) fn begin(&mut self) -> Width {
        self.state = self.wanted;
        self.state
    }

    /// Whether the subscription should be made anew.
    pub(super) fn wants_another(&self) -> bool {
        match (self.state, self.wanted) {
            (Width::Wide(now), Width::Wide(wanted)) => now > wanted * TOLERANCE || wanted > now * TOLERANCE,
            (now, wanted) => now != wanted,
        }
    }

    /// Whether one message fills the width of now.
    pub(super) fn is_narrow(&self) -> bool {
        self.state == Width::One
    }

    /// What was given waits for long: others must not.
    pub(super) fn widen(&mut self) {
        if self.wanted == Width::One {
            self.wanted = self.wide();
        }
    }

    fn wide(&self) -> Width {
        let bytes = self.frame_bytes.max(1).saturating_mul(self.prefetch);
        Width::Wide(bytes.clamp(1, self.most_bytes.max(1)))
    }

    /// A message was given.
    pub(super) fn given(&mut self, bytes: usize, redelivered: bool) {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        self.frame_bytes = if self.frame_bytes == 0 { bytes } else { (self.frame_bytes * 7 + bytes) / 8 };
        if redelivered && self.is_careful {
            self.wanted = Width::One;
        }
    }

    /// A message was settled.
    pub(super) fn settled(&mut self, redelivered: bool) {
        if !redelivered && self.is_careful {
            self.wanted = self.wide();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANY: usize = 64 << 20;

    #[test]
    fn a_queue_begins_with_one_message_and_widens_with_the_first_that_is_settled() {
        let mut pace = Pace::new(Dialect::Artemis, 100, MANY, true);
        assert_eq!(pace.begin(), Width::One);
        pace.given(1_000, false);
        assert!(!pace.wants_another());
        pace.settled(false);
        assert!(pace.wants_another());
        assert_eq!(pace.begin(), Width::Wide(100_000));
        assert!(!pace.wants_another());
    }

    #[test]
    fn one_that_was_given_before_makes_it_narrow_until_one_was_not() {
        let mut pace = Pace::new(Dialect::Artemis, 100, MANY, true);
        pace.given(1_000, false);
        pace.settled(false);
        pace.begin();
        pace.given(1_000, true);
        assert!(pace.wants_another());
        assert_eq!(pace.begin(), Width::One);
        pace.settled(true);
        assert!(!pace.wants_another());
        pace.given(1_000, false);
        pace.settled(false);
        assert!(pace.wants_another());
    }

    #[test]
    fn a_width_that_is_far_off_is_mended_and_stays_within_its_bound() {
        let mut pace = Pace::new(Dialect::Artemis, 100, 1 << 20, true);
        pace.given(100, false);
        pace.settled(false);
        assert_eq!(pace.begin(), Width::Wide(10_000));
        for _ in 0..50 {
            pace.given(100_000, false);
            pace.settled(false);
        }
        assert!(pace.wants_another());
        assert_eq!(pace.begin(), Width::Wide(1 << 20));
    }

    #[test]
    fn what_waits_for_long_is_no_reason_to_keep_others_waiting() {
        let mut pace = Pace::new(Dialect::Artemis, 100, MANY, true);
        pace.begin();
        pace.given(1_000, true);
        assert!(pace.is_narrow());
        pace.widen();
        assert_eq!(pace.begin(), Width::Wide(100_000));
        assert!(!pace.is_narrow());
    }

    #[test]
    fn brokers_that_count_nothing_are_wide_at_once_by_messages() {
        let mut pace = Pace::new(Dialect::RabbitMq, 100, MANY, true);
        assert_eq!(pace.begin(), Width::Wide(100));
        pace.given(1_000, true);
        pace.settled(false);
        assert!(!pace.wants_another());
    }
}
