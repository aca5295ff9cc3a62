use super::{Point, Strike};
use crate::model::Chance;

/// Which strikes fall in a run, and where: each at a point, the so-manieth time that something is said there.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    due: Vec<Due>,
}

#[derive(Debug, Clone, Copy)]
struct Due {
    /// `None` is any.
    point: Option<Point>,
    strike: Strike,
    /// How often something is said there before.
    after: u64,
}

/// How late into a run a strike may be, by how often a point is met.
const fn span(point: Point) -> u64 {
    match point {
        Point::Transfer | Point::Outcome | Point::Delivery => 60,
        Point::Settle | Point::Credit => 40,
        Point::Request | Point::Reply => 24,
        Point::Copy => 12,
        Point::DeadLetter | Point::AttachSender | Point::AttachReceiver => 4,
        Point::Connect | Point::Detach | Point::Close => 2,
    }
}

impl Plan {
    /// So many strikes, by chance.
    pub fn drawn(count: u64, chance: &mut Chance) -> Self {
        let due = (0..count).map(|_| {
            let point = Point::ALL[chance.below(Point::ALL.len() as u64) as usize];
            let strike = Strike::ALL[chance.below(Strike::ALL.len() as u64) as usize];
            Due { point: Some(point), strike, after: chance.below(span(point)) }
        });
        Self { due: due.collect() }
    }

    /// One strike at one point.
    pub fn single(point: Point, strike: Strike, after: u64) -> Self {
        Self { due: vec![Due { point: Some(point), strike, after }] }
    }

    /// How many have not fallen yet.
    pub fn left(&self) -> usize {
        self.due.len()
    }

    /// Has what is left fall soon, and so many of it wherever something is said next.
    pub fn hurry(&mut self, anywhere: usize, chance: &mut Chance) {
        for (at, due) in self.due.iter_mut().enumerate() {
            due.after = chance.below(3);
            if at < anywhere {
                due.point = None;
            }
        }
    }

    /// Something is said at a point: whether a strike falls.
    pub(super) fn meet(&mut self, point: Point) -> Option<Strike> {
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
