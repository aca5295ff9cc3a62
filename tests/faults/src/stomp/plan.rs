use super::{Point, Strike};
use crate::model::Chance;

/// Which strikes fall in a run, and where: each at a point, the so-manieth time that something is said there.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    due: Vec<Due>,
}

#[derive(Debug, Clone, Copy)]
struct Due {
    point: Point,
    strike: Strike,
    /// How often something is said there before.
    after: u64,
}

impl Plan {
    /// So many strikes, by chance.
    pub fn drawn(count: u64, chance: &mut Chance) -> Self {
        let due = (0..count).map(|_| {
            let point = Point::ALL[chance.below(Point::ALL.len() as u64) as usize];
            let strike = Strike::ALL[chance.below(Strike::ALL.len() as u64) as usize];
            Due { point, strike, after: chance.below(point.span()) }
        });
        Self { due: due.collect() }
    }

    /// One strike at one point.
    pub fn single(point: Point, strike: Strike, after: u64) -> Self {
        Self { due: vec![Due { point, strike, after }] }
    }

    /// How many have not fallen yet.
    pub fn left(&self) -> usize {
        self.due.len()
    }

    /// Has what is left fall wherever something is said next.
    pub fn hurry(&mut self, chance: &mut Chance) {
        for due in &mut self.due {
            due.after = chance.below(3);
        }
    }

    /// Something is said at a point: whether a strike falls.
    pub(super) fn meet(&mut self, point: Point) -> Option<Strike> {
        let mut fallen = None;
        for at in (0..self.due.len()).rev() {
            let Some(due) = self.due.get_mut(at).filter(|due| due.point == point) else { continue };
            if due.after > 0 {
                due.after -= 1;
            } else if fallen.is_none() {
                fallen = Some(self.due.swap_remove(at).strike);
            }
        }
        fallen
    }
}
