use std::fmt;

use serde::{Deserialize, Serialize};
use tidings_bench_measure::Sample;

use super::Counts;
use crate::{
    rows::{Against, Goal, Measure, Reach},
    statistics::{Interval, interval, median, quantile},
};

/// What became of a goal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Verdict {
    /// The bad end of the interval reaches it.
    Met,
    /// The good end does not reach it.
    Missed,
    /// It lies within the interval: not met, but more pairs might show that it is.
    Open,
    /// Nothing is to be reached.
    Shown,
}

/// A goal with its figure; `None` where nothing was measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Judged {
    pub(crate) goal: Goal,
    pub(crate) found: Option<Interval>,
    pub(crate) verdict: Verdict,
}

/// All runs of a column, one for each pair, and what was counted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Runs {
    pub(crate) samples: Vec<Sample>,
    pub(crate) counts: Option<Counts>,
}

/// Finds the figure of a goal, and says whether it is reached.
pub(crate) fn judge(goal: Goal, columns: &[Runs]) -> Judged {
    let found = find(goal, columns);
    let pairs = columns.iter().map(|column| column.samples.len()).min().unwrap_or_default();
    let verdict = match found.map(|found| verdict(goal.reach, found)) {
        // One run says nothing of the next.
        Some(Verdict::Met | Verdict::Missed) if pairs < 2 && !is_counted(goal.measure) => Verdict::Open,
        verdict => verdict.unwrap_or(Verdict::Open),
    };
    Judged { goal, found, verdict }
}

fn verdict(reach: Reach, found: Interval) -> Verdict {
    let (bad, good, reached): (f64, f64, fn(f64, f64) -> bool) = match reach {
        Reach::AtMost(_) => (found.high, found.low, |seen, limit| seen <= limit),
        Reach::AtLeast(_) => (found.low, found.high, |seen, limit| seen >= limit),
        Reach::Shown => return Verdict::Shown,
    };
    let (Reach::AtMost(limit) | Reach::AtLeast(limit)) = reach else { return Verdict::Shown };
    match (reached(bad, limit), reached(good, limit)) {
        (true, _) => Verdict::Met,
        (false, true) => Verdict::Open,
        (false, false) => Verdict::Missed,
    }
}

fn find(goal: Goal, columns: &[Runs]) -> Option<Interval> {
    let ours = columns.get(goal.column)?;
    let theirs = match goal.against {
        Against::Itself => None,
        Against::Times(other) | Against::Above(other) => Some(columns.get(other)?),
    };
    let compare: fn(f64, f64) -> f64 = match goal.against {
        Against::Above(_) => |ours, theirs| ours - theirs,
        _ => |ours, theirs| ours / theirs.max(f64::MIN_POSITIVE),
    };
    match goal.measure {
        Measure::Allocations | Measure::Instructions => {
            let exact = |runs: &Runs| runs.counts.map(|counts| counted(goal.measure, counts));
            let found = match theirs {
                None => exact(ours)?,
                Some(theirs) => compare(exact(ours)?, exact(theirs)?),
            };
            Some(Interval::exact(found))
        }
        Measure::P50 => Some(under_way(ours, theirs, compare, 0.5)),
        Measure::P99 => Some(under_way(ours, theirs, compare, 0.99)),
        Measure::Nanos | Measure::Rate | Measure::Cpu | Measure::BrokerCpu => {
            let figure = |runs: &Runs, pair: usize| runs.samples.get(pair).map_or(0.0, |run| of(goal.measure, run));
            Some(interval(ours.samples.len(), |pairs| {
                // Each pair is compared for itself: both its runs had the same noise.
                let figures = pairs.iter().map(|pair| match theirs {
                    None => figure(ours, *pair),
                    Some(theirs) => compare(figure(ours, *pair), figure(theirs, *pair)),
                });
                median(&figures.collect::<Vec<_>>())
            }))
        }
    }
}

/// Whether it is counted, and the same in every run.
fn is_counted(measure: Measure) -> bool {
    matches!(measure, Measure::Allocations | Measure::Instructions)
}

fn counted(measure: Measure, counts: Counts) -> f64 {
    if measure == Measure::Allocations { counts.allocations } else { counts.instructions }
}

fn of(measure: Measure, sample: &Sample) -> f64 {
    match measure {
        Measure::Rate => sample.rate(),
        Measure::Cpu => sample.cpu_each(),
        Measure::BrokerCpu => sample.broker_cpu_each(),
        _ => sample.nanos_each(),
    }
}

/// The quantile of all latencies of the pairs that are drawn.
fn under_way(ours: &Runs, theirs: Option<&Runs>, compare: fn(f64, f64) -> f64, part: f64) -> Interval {
    let pooled = |runs: &Runs, pairs: &[usize]| {
        let drawn = pairs.iter().filter_map(|pair| runs.samples.get(*pair));
        let mut all = drawn.flat_map(|run| &run.latencies_ns).map(|nanos| *nanos as f64).collect::<Vec<_>>();
        quantile(&mut all, part)
    };
    interval(ours.samples.len(), |pairs| match theirs {
        None => pooled(ours, pairs),
        Some(theirs) => compare(pooled(ours, pairs), pooled(theirs, pairs)),
    })
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Met => "met",
            Self::Missed => "missed",
            Self::Open => "open",
            Self::Shown => "",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::goal;

    /// A column whose runs took so many nanoseconds for an event.
    fn runs(nanos: &[u64]) -> Runs {
        let sample = |nanos: &u64| Sample { events: 1, wall_ns: *nanos, ..Sample::default() };
        Runs { samples: nanos.iter().map(sample).collect(), counts: None }
    }

    fn verdict_of(goal: Goal, columns: &[Runs]) -> Verdict {
        judge(goal, columns).verdict
    }

    #[test]
    fn a_goal_is_met_only_by_the_bad_end_of_its_interval() {
        let noisy = runs(&[90, 92, 95, 97, 99, 101, 103, 105, 108]);
        let nanos = goal(0, Measure::Nanos);
        assert_eq!(verdict_of(nanos.at_most(120.0), std::slice::from_ref(&noisy)), Verdict::Met);
        assert_eq!(verdict_of(nanos.at_most(99.0), std::slice::from_ref(&noisy)), Verdict::Open);
        assert_eq!(verdict_of(nanos.at_most(80.0), std::slice::from_ref(&noisy)), Verdict::Missed);
        assert_eq!(verdict_of(nanos, &[noisy]), Verdict::Shown);
    }

    #[test]
    fn a_ratio_is_that_of_the_pairs_however_much_they_differ_among_each_other() {
        let columns = [runs(&[100, 400, 200, 800, 100]), runs(&[150, 600, 300, 1_200, 150])];
        let judged = judge(goal(0, Measure::Rate).times(1).at_least(1.5 - 1e-9), &columns);
        assert_eq!(judged.verdict, Verdict::Met);
        assert!((judged.found.unwrap().estimate - 1.5).abs() < 1e-9);
        let judged = judge(goal(0, Measure::Nanos).above(1), &columns);
        assert_eq!(judged.found.unwrap().estimate, -100.0);
    }

    #[test]
    fn latencies_of_all_pairs_are_looked_at_together() {
        let column = |scale: u64| {
            let run = |n| Sample { latencies_ns: (1..=100).map(|at| at * scale + n).collect(), ..Sample::default() };
            Runs { samples: vec![run(0), run(1), run(2)], counts: None }
        };
        let judged = judge(goal(0, Measure::P99).times(1).at_most(2.1), &[column(20), column(10)]);
        assert_eq!(judged.verdict, Verdict::Met, "{judged:?}");
    }

    #[test]
    fn one_run_alone_decides_nothing() {
        assert_eq!(verdict_of(goal(0, Measure::Nanos).at_most(100.0), &[runs(&[50])]), Verdict::Open);
    }

    #[test]
    fn what_was_counted_is_exact_and_what_was_not_stays_open() {
        let mut column = runs(&[1]);
        let allocations = goal(0, Measure::Allocations).at_most(1.0);
        assert_eq!(verdict_of(allocations, std::slice::from_ref(&column)), Verdict::Open);
        column.counts = Some(Counts { instructions: 100.0, allocations: 1.0 });
        assert_eq!(verdict_of(allocations, &[column]), Verdict::Met);
    }
}
