use std::fmt::Write as _;

use crate::{
    report::{nanos, rate},
    run::{Measured, Seen},
};

const WIDTH: f64 = 760.0;
const LEFT: f64 = 220.0;
const RIGHT: f64 = 110.0;
const BAR: f64 = 26.0;

/// A bar for each side, with a dot for each of its runs: the rate, or how long an event is under way.
pub(super) fn bars(row: &Measured) -> String {
    let is_latency = row.columns.iter().all(|column| column.latency.is_some());
    let value = |column: &Seen| match column.latency {
        Some([p50, ..]) if is_latency => p50,
        _ => 1e9 / column.nanos.estimate.max(f64::MIN_POSITIVE),
    };
    let text = |column: &Seen| match column.latency {
        Some([p50, ..]) if is_latency => nanos(p50),
        _ => rate(column.nanos.estimate),
    };
    let dots = |column: &Seen| match is_latency {
        true => Vec::new(),
        false => column.runs.iter().map(|nanos| 1e9 / nanos.max(f64::MIN_POSITIVE)).collect::<Vec<_>>(),
    };
    let most = row.columns.iter().flat_map(|column| dots(column).into_iter().chain([value(column)]));
    let most = most.fold(f64::MIN_POSITIVE, f64::max);
    let x = |value: f64| LEFT + value / most * (WIDTH - LEFT - RIGHT);
    let height = 16.0 + BAR * row.columns.len() as f64;
    // Writing to a String cannot fail.
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" font-family=\"sans-serif\" \
         font-size=\"13\">\n<rect width=\"{WIDTH}\" height=\"{height}\" fill=\"#fff\"/>\n"
    );
    for (at, column) in row.columns.iter().enumerate() {
        let top = 8.0 + BAR * at as f64;
        let (middle, end) = (top + BAR / 2.0, x(value(column)));
        let fill = if column.name.starts_with("Tidings") { "#1f6f8b" } else { "#b9c4cc" };
        let name = escape(&column.name);
        let _ = writeln!(svg, "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{name}</text>", LEFT - 8.0, middle + 4.5);
        let _ = writeln!(
            svg,
            "<rect x=\"{LEFT}\" y=\"{}\" width=\"{:.1}\" height=\"{}\" fill=\"{fill}\"/>",
            top + 4.0,
            end - LEFT,
            BAR - 8.0
        );
        for dot in dots(column) {
            let _ = writeln!(
                svg,
                "<circle cx=\"{:.1}\" cy=\"{middle}\" r=\"2\" fill=\"#222\" fill-opacity=\"0.45\"/>",
                x(dot)
            );
        }
        let _ = writeln!(svg, "<text x=\"{}\" y=\"{}\">{}</text>", WIDTH - RIGHT + 8.0, middle + 4.5, text(column));
    }
    svg + "</svg>\n"
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::Interval;

    #[test]
    fn a_plot_names_every_side_and_stays_within_its_width() {
        let column = |name: &str, nanos: f64| Seen {
            name: name.into(),
            nanos: Interval::exact(nanos),
            cpu: Interval::exact(nanos),
            runs: vec![nanos, nanos * 0.5],
            counts: None,
            memory: 0.0,
            broker_cpu: 0.0,
            latency: None,
        };
        let columns = vec![column("Tidings", 100.0), column("a < b", 50.0)];
        let svg = bars(&Measured {
            name: "row".into(),
            events: 1,
            columns,
            judged: Vec::new(),
            notes: Vec::new(),
            axis: None,
        });
        assert!(svg.contains(">Tidings<") && svg.contains(">a &lt; b<"));
        let centres = svg.split("cx=\"").skip(1).map(|rest| rest.split('"').next().unwrap().parse::<f64>().unwrap());
        assert!(centres.into_iter().all(|x| (LEFT..=WIDTH - RIGHT).contains(&x)), "{svg}");
    }
}
