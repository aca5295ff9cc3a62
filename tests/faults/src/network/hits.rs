use super::{Listed, Medium};

/// How often each strike of a medium fell at each of its points.
pub(crate) struct Hits<M: Medium>(Vec<u64>, std::marker::PhantomData<fn() -> M>);

impl<M: Medium> Hits<M> {
    const STRIKES: usize = M::Strike::ALL.len();

    /// One more.
    pub(super) fn add(&mut self, point: M::Point, strike: M::Strike) {
        self.0[point.index() * Self::STRIKES + strike.index()] += 1;
    }

    /// Those of another run as well.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(sum, more)| *sum += more);
    }

    /// How often one fell.
    pub(crate) fn of(&self, point: M::Point, strike: M::Strike) -> u64 {
        self.0[point.index() * Self::STRIKES + strike.index()]
    }

    /// How often any fell at a point.
    pub(crate) fn at(&self, point: M::Point) -> u64 {
        M::Strike::ALL.iter().map(|strike| self.of(point, *strike)).sum()
    }

    /// All together.
    pub(crate) fn total(&self) -> u64 {
        self.0.iter().sum()
    }

    /// What never fell, by point and strike.
    pub(crate) fn missing(&self) -> Vec<(String, String)> {
        let pairs = M::Point::ALL.iter().flat_map(|point| M::Strike::ALL.iter().map(move |strike| (point, strike)));
        let missing = pairs.filter(|(point, strike)| self.of(**point, **strike) == 0);
        missing.map(|(point, strike)| (format!("{point:?}"), format!("{strike:?}"))).collect()
    }

    /// As a table of Markdown.
    pub(crate) fn table(&self) -> String {
        let head: Vec<_> = M::Strike::ALL.iter().map(|strike| format!("{strike:?}")).collect();
        let mut lines = vec![format!("| point | {} |", head.join(" | "))];
        lines.push(format!("|---|{}", "---|".repeat(head.len())));
        for point in M::Point::ALL {
            let row: Vec<_> = M::Strike::ALL.iter().map(|strike| self.of(*point, *strike).to_string()).collect();
            lines.push(format!("| {point:?} | {} |", row.join(" | ")));
        }
        lines.join("\n")
    }
}

impl<M: Medium> Default for Hits<M> {
    fn default() -> Self {
        Self(vec![0; M::Point::ALL.len() * Self::STRIKES], std::marker::PhantomData)
    }
}

impl<M: Medium> Clone for Hits<M> {
    fn clone(&self) -> Self {
        Self(self.0.clone(), std::marker::PhantomData)
    }
}

impl<M: Medium> PartialEq for Hits<M> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<M: Medium> Eq for Hits<M> {}

impl<M: Medium> std::fmt::Debug for Hits<M> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}
