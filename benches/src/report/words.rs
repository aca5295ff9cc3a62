use crate::{
    rows::{Against, Goal, Measure, Reach},
    run::{Judged, Measured},
    statistics::Interval,
};

/// A number with as many digits as mean something.
pub(crate) fn figure(value: f64) -> String {
    match value.abs() {
        large if large >= 1e6 => format!("{:.2} M", value / 1e6),
        large if large >= 1e4 => format!("{:.1} k", value / 1e3),
        large if large >= 100.0 => format!("{value:.0}"),
        middle if middle >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

/// A time in the unit that suits it.
pub(crate) fn nanos(value: f64) -> String {
    match value.abs() {
        large if large >= 1e9 => format!("{:.2} s", value / 1e9),
        large if large >= 1e6 => format!("{:.2} ms", value / 1e6),
        large if large >= 1e4 => format!("{:.1} us", value / 1e3),
        large if large >= 100.0 => format!("{value:.0} ns"),
        _ => format!("{value:.1} ns"),
    }
}

/// Memory in the unit that suits it.
pub(crate) fn bytes(value: f64) -> String {
    if value >= 1e9 { format!("{:.2} GB", value / 1e9) } else { format!("{:.1} MB", value / 1e6) }
}

/// Events a second, of nanoseconds for each.
pub(crate) fn rate(nanos: f64) -> String {
    format!("{}/s", figure(1e9 / nanos.max(f64::MIN_POSITIVE)))
}

/// A goal in words, what was found, and what is to be reached.
pub(crate) fn said(row: &Measured, judged: &Judged) -> [String; 3] {
    let Goal { column, measure, against, reach } = judged.goal;
    let name = |column: usize| row.columns.get(column).map_or("", |column| column.name.as_str());
    let what = match against {
        Against::Itself => format!("{}: {measure}", name(column)),
        Against::Times(other) => format!("{}: {measure}, times that of {}", name(column), name(other)),
        Against::Above(other) => format!("{}: {measure}, above {}", name(column), name(other)),
    };
    let is_time = matches!(measure, Measure::Nanos | Measure::Cpu | Measure::BrokerCpu | Measure::P50 | Measure::P99);
    let in_unit = |value: f64| match against {
        Against::Times(_) => format!("{value:.2}"),
        _ if is_time => nanos(value),
        _ => figure(value),
    };
    let found = match judged.found {
        None => "not measured".to_owned(),
        Some(Interval { estimate, low, high }) if low == high => in_unit(estimate),
        Some(Interval { estimate, low, high }) => {
            format!("{} ({} to {})", in_unit(estimate), in_unit(low), in_unit(high))
        }
    };
    let reach = match reach {
        Reach::AtMost(limit) => format!("at most {}", in_unit(limit)),
        Reach::AtLeast(limit) => format!("at least {}", in_unit(limit)),
        Reach::Shown => String::new(),
    };
    [what, found, reach]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_unit_that_suits_them() {
        assert_eq!(
            [figure(2.0), figure(87.35), figure(12_345.0), figure(3_141_592.0)],
            ["2.00", "87.3", "12.3 k", "3.14 M"]
        );
        assert_eq!([nanos(87.35), nanos(63_200.0), nanos(4_200_000.0)], ["87.3 ns", "63.2 us", "4.20 ms"]);
        assert_eq!(rate(333.0), "3.00 M/s");
    }
}
