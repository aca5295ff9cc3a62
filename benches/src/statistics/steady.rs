use super::median;

/// How many rates are compared with as many before them.
const SPAN: usize = 3;

/// How far they may lie apart.
const TOLERANCE: f64 = 0.05;

/// Whether the last few rates are those of the few before: whatever compiles itself while it runs has done so.
pub(crate) fn is_steady(rates: &[f64]) -> bool {
    let Some(from) = rates.len().checked_sub(2 * SPAN) else { return false };
    let (before, last) = rates[from..].split_at(SPAN);
    let (before, last) = (median(before), median(last));
    (last - before).abs() <= TOLERANCE * before.max(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_that_still_grows_is_not_steady() {
        assert!(!is_steady(&[10.0, 20.0, 30.0, 40.0, 50.0, 60.0]));
        assert!(!is_steady(&[50.0, 50.0, 50.0]));
    }

    #[test]
    fn a_rate_that_has_settled_is_steady_whatever_came_before_and_with_one_outlier() {
        assert!(is_steady(&[10.0, 30.0, 50.0, 51.0, 49.0, 50.0, 80.0, 51.0]));
    }
}
