use super::{Point, Strike};

/// How often each strike fell at each point.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hits([[u64; Strike::ALL.len()]; Point::ALL.len()]);

impl Hits {
    /// One more.
    pub fn add(&mut self, point: Point, strike: Strike) {
        self.0[point as usize][strike as usize] += 1;
    }

    /// Those of another run as well.
    pub fn merge(&mut self, other: &Self) {
        for (row, more) in self.0.iter_mut().zip(&other.0) {
            for (sum, more) in row.iter_mut().zip(more) {
                *sum += more;
            }
        }
    }

    /// How often one fell.
    pub fn of(&self, point: Point, strike: Strike) -> u64 {
        self.0[point as usize][strike as usize]
    }

    /// All together.
    pub fn total(&self) -> u64 {
        self.0.iter().flatten().sum()
    }

    /// What never fell.
    pub fn missing(&self) -> Vec<(Point, Strike)> {
        let pairs = Point::ALL.into_iter().flat_map(|point| Strike::ALL.into_iter().map(move |strike| (point, strike)));
        pairs.filter(|(point, strike)| self.of(*point, *strike) == 0).collect()
    }

    /// As a table of Markdown.
    pub fn table(&self) -> String {
        let head: Vec<_> = Strike::ALL.iter().map(|strike| format!("{strike:?}")).collect();
        let mut lines = vec![format!("| point | {} |", head.join(" | "))];
        lines.push(format!("|---|{}", "---|".repeat(head.len())));
        for point in Point::ALL {
            let row: Vec<_> = Strike::ALL.iter().map(|strike| self.of(point, *strike).to_string()).collect();
            lines.push(format!("| {point:?} | {} |", row.join(" | ")));
        }
        lines.join("\n")
    }
}
