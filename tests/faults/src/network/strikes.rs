use std::fmt;

use super::{Listed, Medium, Point};
use crate::model::Chance;

/// Which strikes fall in a run, and where: each at a point, the so-manieth time that something is said there.
pub(crate) struct Strikes<M: Medium> {
    due: Vec<Due<M>>,
}

struct Due<M: Medium> {
    /// `None` is any.
    point: Option<M::Point>,
    strike: M::Strike,
    /// How often something is said there before.
    after: u64,
}

impl<M: Medium> Strikes<M> {
    /// So many strikes, by chance.
    pub(crate) fn drawn(count: u64, chance: &mut Chance) -> Self {
        let due = (0..count).map(|_| {
            let point = M::Point::ALL[chance.below(M::Point::ALL.len() as u64) as usize];
            let strike = M::Strike::ALL[chance.below(M::Strike::ALL.len() as u64) as usize];
            Due { point: Some(point), strike, after: chance.below(point.span()) }
        });
        Self { due: due.collect() }
    }

    /// One strike at one point.
    #[cfg(test)]
    pub(crate) fn single(point: M::Point, strike: M::Strike, after: u64) -> Self {
        Self { due: vec![Due { point: Some(point), strike, after }] }
    }

    /// How many have not fallen yet.
    pub(crate) fn left(&self) -> usize {
        self.due.len()
    }

    /// Has what is left fall soon, and so many of it wherever something is said next.
    pub(crate) fn hurry(&mut self, anywhere: usize, chance: &mut Chance) {
        for (at, due) in self.due.iter_mut().enumerate() {
            due.after = chance.below(3);
            if at < anywhere {
                due.point = None;
            }
        }
    }

    /// Something is said at a point: whether a strike falls.
    pub(super) fn meet(&mut self, point: M::Point) -> Option<M::Strike> {
        let mut fallen = None;
        for at in (0..self.due.len()).rev() {
            let due = &mut self.due[at];
            if due.point.is_some_and(|due| due != point) {
                continue;
            }
            if due.after > 0 {
                due.after -= 1;
            } else if fallen.is_none() {
                fallen = Some(self.due.swap_remove(at).strike);
            }
        }
        fallen
    }
}

impl<M: Medium> Default for Strikes<M> {
    fn default() -> Self {
        Self { due: Vec::new() }
    }
}

impl<M: Medium> Clone for Strikes<M> {
    fn clone(&self) -> Self {
        Self { due: self.due.clone() }
    }
}

impl<M: Medium> Clone for Due<M> {
    fn clone(&self) -> Self {
        Self { ..*self }
    }
}

impl<M: Medium> fmt::Debug for Strikes<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let due = self.due.iter().map(|due| (due.strike, due.point, due.after));
        f.debug_list().entries(due).finish()
    }
}
