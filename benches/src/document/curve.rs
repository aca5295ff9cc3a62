use std::fmt::Write as _;

use crate::{
    report::{figure, rate},
    run::{Measured, Seen},
};

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 240.0;
const LEFT: f64 = 90.0;
const RIGHT: f64 = 90.0;
const TOP: f64 = 16.0;
const BOTTOM: f64 = 44.0;

/// How much dearer an event becomes from one value to the next before it is called a knee, as a multiple of how much the
/// curve's number grew.
const KNEE: f64 = 1.25;

/// Events a second against the number, which grows by factors, so that both axes are logarithmic.
pub(super) fn curve(row: &Measured) -> String {
    let points = row.columns.iter().enumerate().map(|(at, column)| (at, column, 1e9 / nanos(column)));
    let points = points.collect::<Vec<_>>();
    let rates = || points.iter().map(|(_, _, rate)| rate.ln());
    let (least, most) = (rates().fold(f64::INFINITY, f64::min), rates().fold(f64::NEG_INFINITY, f64::max));
    let last = points.len().saturating_sub(1).max(1) as f64;
    let x = |at: usize| LEFT + at as f64 / last * (WIDTH - LEFT - RIGHT);
    let height = HEIGHT - TOP - BOTTOM;
    // A flat curve lies in the middle.
    let part = |rate: f64| if most > least { (rate.ln() - least) / (most - least) } else { 0.5 };
    let y = |rate: f64| TOP + 20.0 + (1.0 - part(rate)) * (height - 20.0);
    // Writing to a String cannot fail.
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" \
         font-size=\"13\" text-anchor=\"middle\">\n<rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#fff\"/>\n"
    );
    let line = points.iter().map(|(at, _, rate)| format!("{:.1},{:.1}", x(*at), y(*rate))).collect::<Vec<_>>();
    let _ =
        writeln!(svg, "<polyline points=\"{}\" fill=\"none\" stroke=\"#1f6f8b\" stroke-width=\"2\"/>", line.join(" "));
    for (at, column, each) in &points {
        let (x, y) = (x(*at), y(*each));
        let _ = writeln!(svg, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\" fill=\"#1f6f8b\"/>");
        let _ = writeln!(svg, "<text x=\"{x:.1}\" y=\"{:.1}\">{}</text>", y - 9.0, rate(nanos(column)));
        let _ = writeln!(svg, "<text x=\"{x:.1}\" y=\"{}\">{}</text>", HEIGHT - 24.0, name(column));
    }
    let axis = row.axis.as_deref().unwrap_or_default();
    let _ = writeln!(svg, "<text x=\"{}\" y=\"{}\" fill=\"#555\">{axis}</text>", WIDTH / 2.0, HEIGHT - 6.0);
    svg + "</svg>\n"
}

/// Where an event becomes dearer by more than the number grew, in words.
pub(super) fn knees(row: &Measured) -> Vec<String> {
    let pairs = row.columns.windows(2).filter_map(|pair| match pair {
        [before, after] => Some((before, after)),
        _ => None,
    });
    let knee = |(before, after): (&Seen, &Seen)| {
        let grown = number(after)? / number(before)?.max(1.0);
        let dearer = nanos(after) / nanos(before).max(f64::MIN_POSITIVE);
        let axis = row.axis.as_deref().unwrap_or_default();
        // What is in proportion to the number may grow as it does; a few of it are small beside the rest.
        (dearer > KNEE * grown.max(1.0)).then(|| {
            format!("Knee: from {} to {} {axis} an event takes {dearer:.1} times as long.", name(before), name(after))
        })
    };
    pairs.filter_map(knee).collect()
}

fn nanos(column: &Seen) -> f64 {
    column.nanos.estimate.max(f64::MIN_POSITIVE)
}

fn number(column: &Seen) -> Option<f64> {
    column.name.parse().ok()
}

fn name(column: &Seen) -> String {
    number(column).filter(|number| *number >= 1e4).map_or_else(|| column.name.clone(), figure)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::Interval;

    fn row(points: &[(&str, f64)]) -> Measured {
        let column = |(name, nanos): &(&str, f64)| Seen {
            name: (*name).into(),
            nanos: Interval::exact(*nanos),
            cpu: Interval::exact(*nanos),
            runs: vec![*nanos],
            counts: None,
            memory: 0.0,
            broker_cpu: 0.0,
            latency: None,
        };
        Measured {
            name: "row".into(),
            events: 1,
            columns: points.iter().map(column).collect(),
            judged: Vec::new(),
            notes: Vec::new(),
            axis: Some("listeners".into()),
        }
    }

    #[test]
    fn every_value_is_a_point_within_the_plot() {
        let svg = curve(&row(&[("1", 10.0), ("10", 100.0), ("100000", 1e6)]));
        assert_eq!(svg.matches("<circle").count(), 3);
        assert!(svg.contains(">listeners<") && svg.contains(">100.0 k<"), "{svg}");
        let heights = svg.split("cy=\"").skip(1).map(|rest| rest.split('"').next().unwrap().parse::<f64>().unwrap());
        assert!(heights.into_iter().all(|y| (TOP..=HEIGHT - BOTTOM).contains(&y)), "{svg}");
    }

    #[test]
    fn a_curve_of_one_value_is_a_point_too() {
        assert!(curve(&row(&[("1", 10.0)])).contains("<circle"));
    }

    #[test]
    fn what_grows_faster_than_its_number_is_a_knee() {
        let knees = knees(&row(&[("1", 10.0), ("2", 20.0), ("4", 60.0), ("8", 60.0)]));
        assert_eq!(knees, ["Knee: from 2 to 4 listeners an event takes 3.0 times as long."]);
    }
}
