//! The committed figures, and how far what is counted may be from them.

use std::{collections::BTreeMap, fmt};

use crate::{Outcome, callgrind::Cost};

/// How far the instructions may be off, in either direction.
const TOLERANCE: f64 = 0.02;

/// How far the allocations of one round may be off: what grows by doubling allocates in few rounds only.
const ALLOCATION_TOLERANCE: f64 = 0.02;

/// What each part costs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures(BTreeMap<String, Cost>);

impl Figures {
    /// Adds a part.
    pub fn add(&mut self, part: &str, cost: Cost) {
        self.0.insert(part.to_owned(), cost);
    }

    /// Reads what [`Display`](fmt::Display) wrote: a part and its figures in each line, but for those that begin with `#`.
    ///
    /// # Errors
    /// A line that says something else.
    pub fn read(text: &str) -> Outcome<Self> {
        let mut figures = Self::default();
        for line in text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
            let [part, instructions, allocations] = line.split_whitespace().collect::<Vec<_>>()[..] else {
                return Err(format!("a part, its instructions and its allocations are expected, not {line:?}").into());
            };
            figures.add(part, Cost { instructions: instructions.parse()?, allocations: allocations.parse()? });
        }
        Ok(figures)
    }

    /// What is to be said of each part that either knows.
    pub fn compare(&self, counted: &Self) -> Vec<Verdict> {
        let parts: std::collections::BTreeSet<&String> = self.0.keys().chain(counted.0.keys()).collect();
        let verdict = |part: &String| Verdict {
            part: part.clone(),
            committed: self.0.get(part).copied(),
            counted: counted.0.get(part).copied(),
        };
        parts.into_iter().map(verdict).collect()
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "# What one round of each part takes: instructions of ours, allocations. Written by scripts/ci/costs.sh renew."
        )?;
        for (part, cost) in &self.0 {
            writeln!(f, "{part:<28} {:>10.1} {:>8.2}", cost.instructions, cost.allocations)?;
        }
        Ok(())
    }
}

/// One part, as it was and as it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    part: String,
    committed: Option<Cost>,
    counted: Option<Cost>,
}

impl Verdict {
    /// Whether the part costs what it did.
    pub fn holds(&self) -> bool {
        self.problem().is_none()
    }

    /// What is wrong, in one line.
    pub fn problem(&self) -> Option<String> {
        let part = &self.part;
        let (Some(was), Some(is)) = (self.committed, self.counted) else {
            return Some(match self.counted {
                Some(_) => format!("{part}: no figure is committed"),
                None => format!("{part}: there is no such part"),
            });
        };
        let change = is.instructions / was.instructions - 1.0;
        let allocations = is.allocations - was.allocations;
        if allocations.abs() > ALLOCATION_TOLERANCE {
            return Some(format!("{part}: {:.2} allocations instead of {:.2}", is.allocations, was.allocations));
        }
        // What is no number is off, too.
        if change.is_nan() || change.abs() > TOLERANCE {
            let (than, by) = (if change < 0.0 { "cheaper" } else { "dearer" }, change.abs() * 100.0);
            return Some(format!("{part}: {by:.1} % {than} than the committed {:.0} instructions", was.instructions));
        }
        None
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (was, is) = (self.committed, self.counted);
        let number = |figure: Option<f64>, digits: usize| {
            figure.map_or_else(|| "-".to_owned(), |figure| format!("{figure:.digits$}"))
        };
        let change = match (was, is) {
            (Some(was), Some(is)) => format!("{:+.1} %", (is.instructions / was.instructions - 1.0) * 100.0),
            _ => String::new(),
        };
        write!(
            f,
            "{:<28} {:>12} {:>12} {change:>8}   {:>11} {:>9} {}",
            self.part,
            number(is.map(|cost| cost.instructions), 1),
            number(was.map(|cost| cost.instructions), 1),
            number(is.map(|cost| cost.allocations), 2),
            number(was.map(|cost| cost.allocations), 2),
            if self.holds() { "" } else { "  <- off" },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(instructions: f64, allocations: f64) -> Figures {
        let mut figures = Figures::default();
        figures.add("part", Cost { instructions, allocations });
        figures
    }

    fn problem(was: &Figures, is: &Figures) -> Option<String> {
        was.compare(is).iter().find_map(Verdict::problem)
    }

    #[test]
    fn what_is_within_two_per_cent_holds() {
        assert_eq!(problem(&one(1000.0, 1.0), &one(1019.0, 1.0)), None);
        assert_eq!(problem(&one(1000.0, 1.0), &one(981.0, 1.01)), None);
    }

    #[test]
    fn what_is_dearer_fails() {
        assert!(problem(&one(1000.0, 1.0), &one(1021.0, 1.0)).unwrap().contains("2.1 % dearer"));
    }

    #[test]
    fn what_is_cheaper_asks_for_new_figures() {
        assert!(problem(&one(1000.0, 1.0), &one(979.0, 1.0)).unwrap().contains("2.1 % cheaper"));
    }

    #[test]
    fn one_more_allocation_fails_even_if_it_is_cheap() {
        assert!(problem(&one(1000.0, 1.0), &one(1000.0, 2.0)).unwrap().contains("2.00 allocations instead of 1.00"));
    }

    #[test]
    fn a_part_without_a_figure_and_a_figure_without_a_part_fail() {
        assert!(problem(&Figures::default(), &one(1.0, 1.0)).unwrap().contains("no figure"));
        assert!(problem(&one(1.0, 1.0), &Figures::default()).unwrap().contains("no such part"));
    }

    #[test]
    fn what_was_written_is_read() {
        assert_eq!(Figures::read(&one(853.5, 1.25).to_string()).unwrap(), one(853.5, 1.25));
        assert!(Figures::read("part 1").is_err());
    }
}
