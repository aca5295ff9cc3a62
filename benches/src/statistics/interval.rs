use serde::{Deserialize, Serialize};

use super::{random::Random, sorted::quantile};

/// How often the pairs are drawn anew.
const RESAMPLES: usize = 2_000;

/// An estimate, and where it lies with 95 % confidence, both ends inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Interval {
    pub(crate) estimate: f64,
    pub(crate) low: f64,
    pub(crate) high: f64,
}

impl Interval {
    /// What is known exactly.
    pub(crate) fn exact(value: f64) -> Self {
        Self { estimate: value, low: value, high: value }
    }
}

/// The bootstrap percentile interval of whatever `estimate` makes of the pairs that it is given by their numbers.
///
/// Pairs are drawn, not single runs: both sides of a pair were measured next to each other, under the same noise.
pub(crate) fn interval(pairs: usize, mut estimate: impl FnMut(&[usize]) -> f64) -> Interval {
    let all = (0..pairs).collect::<Vec<_>>();
    if pairs < 2 {
        return Interval::exact(estimate(&all));
    }
    let mut random = Random(0x7469_6469_6e67_7321);
    let mut drawn = vec![0; pairs];
    let mut seen = Vec::with_capacity(RESAMPLES);
    for _ in 0..RESAMPLES {
        drawn.iter_mut().for_each(|pair| *pair = random.below(pairs));
        seen.push(estimate(&drawn));
    }
    let (low, high) = (quantile(&mut seen, 0.025), quantile(&mut seen, 0.975));
    Interval { estimate: estimate(&all), low, high }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::median;

    fn of(values: &[f64]) -> Interval {
        interval(values.len(), |pairs| median(&pairs.iter().map(|pair| values[*pair]).collect::<Vec<_>>()))
    }

    #[test]
    fn the_interval_encloses_its_estimate_and_stays_within_what_was_seen() {
        let values = [1.0, 1.1, 0.9, 1.3, 1.05, 0.95, 1.2, 1.0, 1.15, 0.85, 1.0, 1.02, 0.99, 1.07, 0.93];
        let found = of(&values);
        assert!(found.low <= found.estimate && found.estimate <= found.high, "{found:?}");
        assert!(found.low >= 0.85 && found.high <= 1.3);
    }

    #[test]
    fn more_noise_makes_it_wider_and_none_makes_it_a_point() {
        let quiet = of(&[1.0, 1.01, 0.99, 1.02, 0.98, 1.0, 1.01, 0.99, 1.0]);
        let noisy = of(&[1.0, 1.5, 0.5, 1.8, 0.6, 1.0, 1.4, 0.7, 1.0]);
        assert!(noisy.high - noisy.low > 4.0 * (quiet.high - quiet.low));
        assert_eq!(of(&[2.0; 15]), Interval::exact(2.0));
    }

    #[test]
    fn the_same_pairs_give_the_same_interval() {
        let values = [1.0, 3.0, 2.0, 5.0, 4.0];
        assert_eq!(of(&values), of(&values));
    }

    #[test]
    fn one_pair_or_none_is_all_that_is_known() {
        assert_eq!(of(&[3.0]), Interval::exact(3.0));
        assert_eq!(of(&[]), Interval::exact(0.0));
    }
}
