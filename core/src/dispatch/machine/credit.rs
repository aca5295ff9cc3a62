/// How many deliveries the provider may give.
///
/// Every epoch begins with 1 and doubles with each settled delivery; a delivery that was given before sets it back to
/// 1, so that an event which kills its process takes few innocent neighbours along.
#[derive(Debug)]
pub(super) struct Credit {
    most: u32,
    window: u32,
    /// Granted, not yet received.
    open: u32,
    begun: bool,
}

impl Credit {
    pub(super) fn new(most: u32) -> Self {
        Self { most, window: 1, open: 0, begun: false }
    }

    pub(super) fn begin(&mut self) {
        (self.window, self.open, self.begun) = (1, 0, true);
    }

    pub(super) fn end(&mut self) {
        self.begun = false;
    }

    pub(super) fn received(&mut self, redelivered: bool) {
        self.open = self.open.saturating_sub(1);
        if redelivered {
            self.window = 1;
        }
    }

    pub(super) fn settled(&mut self) {
        self.window = self.window.saturating_mul(2).min(self.most);
    }

    /// What to grant, given how many deliveries are unsettled and in their turn, how many wait beside it, and how many more
    /// there is room for.
    pub(super) fn grant(&mut self, active: u32, beside: u32, room: impl FnOnce() -> u32) -> Option<u32> {
        if !self.begun {
            return None;
        }
        // All together never exceed what may be unsettled.
        let window = self.window.min(self.most.saturating_sub(beside));
        // In lots, since a grant may be a frame on the wire; but at once when nothing else will come.
        let is_worth_it = |missing: u32| missing > 0 && (missing >= window / 4 || self.open == 0);
        let missing = window.saturating_sub(active.saturating_add(self.open));
        // Asked last, since it divides, and mostly there is nothing to grant.
        let missing = Some(missing).filter(|missing| is_worth_it(*missing))?.min(room().saturating_sub(self.open));
        if !is_worth_it(missing) {
            return None;
        }
        self.open += missing;
        Some(missing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_epoch_begins_with_one_and_doubles_with_each_settled_delivery() {
        let mut credit = Credit::new(100);
        assert_eq!(credit.grant(0, 0, || u32::MAX), None);
        credit.begin();
        assert_eq!(credit.grant(0, 0, || u32::MAX), Some(1));
        let mut granted = Vec::new();
        for _ in 0..8 {
            credit.received(false);
            credit.settled();
            granted.push(credit.grant(0, 0, || u32::MAX).unwrap_or(0));
        }
        assert_eq!(credit.window, 100);
        assert_eq!(granted[..2], [2, 3]);
    }

    #[test]
    fn a_redelivered_one_sets_it_back_to_one() {
        let mut credit = Credit::new(100);
        credit.begin();
        credit.grant(0, 0, || u32::MAX);
        (0..5).for_each(|_| credit.settled());
        credit.received(true);
        assert_eq!(credit.grant(1, 0, || u32::MAX), None);
        credit.settled();
        assert_eq!(credit.grant(0, 0, || u32::MAX), Some(2));
    }

    #[test]
    fn those_that_wait_in_a_retry_do_not_occupy_the_one() {
        let mut credit = Credit::new(100);
        credit.begin();
        assert_eq!(credit.grant(0, 0, || u32::MAX), Some(1));
        credit.received(false);
        assert_eq!(credit.grant(0, 1, || u32::MAX), Some(1));
    }

    #[test]
    fn no_more_is_granted_than_there_is_room_for() {
        let mut credit = Credit::new(100);
        credit.begin();
        (0..10).for_each(|_| credit.settled());
        assert_eq!(credit.grant(0, 0, || 8), Some(8));
        assert_eq!(credit.grant(0, 0, || 8), None);
        credit.received(false);
        assert_eq!(credit.grant(1, 0, || 7), None, "there is room for those that are under way");
    }
}
