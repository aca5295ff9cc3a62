use std::fmt::Write as _;

use super::{
    PLOTS,
    builds::builds,
    curve::{curve, knees},
    plot::bars,
};
use crate::{
    report::{Measures, Report, SET_UP, bytes, figure, nanos, rate, said},
    run::{Judged, Measured, Seen, Verdict},
};

const HEAD: &str = "# Performance

Written by `tidings-bench document` from the JSON of one run; do not edit. Run it again, on a machine with Java 17, Maven and
valgrind (`scripts/bench/install`):

```sh
cargo run --release -p tidings-bench -- all --json figures.json
cargo run --release -p tidings-bench -- peers --json figures.json
cargo run --release -p tidings-bench -- scale --json figures.json
cargo run --release -p tidings-bench -- build --json figures.json
cargo run --release -p tidings-bench -- document figures.json
```

Each side is a process of its own; the sides of a row ran in turn, after each had become steady. A figure is the median of
the runs. In brackets stands its 95 % interval, by bootstrap over the pairs. A goal is *met* when the bad end of its interval
reaches it, *missed* when not even the good end does, and *open* otherwise.
";

/// The whole page.
pub(super) fn page(report: &Report) -> String {
    let mut page = String::from(HEAD);
    machine(&mut page, report);
    glance(&mut page, report);
    for group in &report.groups {
        let _ = write!(page, "\n## {}\n\nRuns of each side: {}.\n", group.group, runs(&group.rows));
        for (at, row) in group.rows.iter().enumerate() {
            table(&mut page, group, at, row);
        }
    }
    builds(&mut page, &report.builds);
    page
}

/// How many runs the sides had: rows may have been measured at different times.
fn runs(rows: &[Measured]) -> String {
    let runs = || rows.iter().flat_map(|row| &row.columns).map(|column| column.runs.len());
    match (runs().min().unwrap_or_default(), runs().max().unwrap_or_default()) {
        (least, most) if least == most => most.to_string(),
        (least, most) => format!("{least} to {most}"),
    }
}

/// The plot of each row, by the name of its file.
pub(super) fn plots(report: &Report) -> Vec<(String, String)> {
    let of = |group: &Measures| {
        let named = group
            .rows
            .iter()
            .enumerate()
            .map(|(at, row)| (plot_name(group, at), if row.axis.is_some() { curve(row) } else { bars(row) }));
        named.collect::<Vec<_>>()
    };
    report.groups.iter().flat_map(of).collect()
}

fn plot_name(group: &Measures, at: usize) -> String {
    let group = serde_json::to_value(group.group).unwrap_or_default();
    format!("{}-{:02}.svg", group.as_str().unwrap_or_default(), at + 1)
}

// Writing to a String cannot fail.
fn machine(page: &mut String, report: &Report) {
    let machine = &report.machine;
    let counter = machine.counter.as_deref().unwrap_or("nobody");
    let _ = write!(page, "\n| | |\n|---|---|\n");
    for (what, said) in [
        ("commit", machine.commit.as_str()),
        ("compiler", &machine.rustc),
        ("processor", &machine.processor),
        ("cores", &machine.cores.to_string()),
        ("system", &machine.system),
        ("load before", &machine.load),
        ("broker", &machine.broker),
        ("instructions and allocations by", counter),
    ] {
        let _ = writeln!(page, "| {what} | {said} |");
    }
    let _ = writeln!(page);
    for line in SET_UP {
        let _ = writeln!(page, "- {line}");
    }
}

/// Which goals are not met, before the figures of each row.
fn glance(page: &mut String, report: &Report) {
    let rows = || report.groups.iter().flat_map(|group| group.rows.iter().map(move |row| (group, row)));
    let all = rows().flat_map(|(_, row)| &row.judged).map(|judged| judged.verdict).collect::<Vec<_>>();
    let count = |verdict| all.iter().filter(|seen| **seen == verdict).count();
    let [met, missed, open] = [Verdict::Met, Verdict::Missed, Verdict::Open].map(count);
    let _ = write!(page, "\n## At a glance\n\nGoals: {met} met, {missed} missed, {open} open.\n");
    if missed + open == 0 {
        return;
    }
    let _ = write!(page, "\n| row | goal | found | to reach | |\n|---|---|---|---|---|\n");
    for (group, row) in rows() {
        for judged in row.judged.iter().filter(|judged| matches!(judged.verdict, Verdict::Missed | Verdict::Open)) {
            let [what, found, reach] = said(row, judged);
            let place = format!("{}: {}", group.group, row.name);
            line(page, [place, what, found, reach, judged.verdict.to_string()].into_iter());
        }
    }
}

fn table(page: &mut String, group: &Measures, at: usize, row: &Measured) {
    let _ = write!(page, "\n### {}\n\n![{}]({PLOTS}/{})\n\n", row.name, row.name, plot_name(group, at));
    let counted = row.columns.iter().any(|column| column.counts.is_some());
    let latency = row.columns.iter().any(|column| column.latency.is_some());
    let first = row.axis.as_deref().unwrap_or("side");
    let mut titles = vec![first, "events/s", "an event", "CPU an event"];
    let brokers = row.columns.iter().any(|column| column.broker_cpu > 0.0);
    titles.extend(brokers.then_some("CPU of the brokers"));
    titles.extend(row.axis.is_some().then_some("memory"));
    titles.extend(counted.then_some(["instructions", "allocations"]).into_iter().flatten());
    titles.extend(latency.then_some(["p50", "p90", "p99", "p99.9"]).into_iter().flatten());
    line(page, titles.iter().map(|title| (*title).to_owned()));
    let _ = writeln!(page, "|---|{}", "--:|".repeat(titles.len() - 1));
    for column in &row.columns {
        let mut cells = cells(column, counted, latency);
        let more = [(row.axis.is_some(), bytes(column.memory)), (brokers, nanos(column.broker_cpu))];
        for (_, cell) in more.into_iter().filter(|(is_shown, _)| *is_shown) {
            cells.insert(4, cell);
        }
        line(page, cells.into_iter());
    }
    for note in row.notes.iter().chain(&knees(row)) {
        let _ = write!(page, "\n{note}\n");
    }
    if !row.judged.is_empty() {
        let _ = write!(page, "\n| goal | found | to reach | |\n|---|---|---|---|\n");
        row.judged.iter().for_each(|judged| goal(page, row, judged));
    }
}

fn cells(column: &Seen, counted: bool, latency: bool) -> Vec<String> {
    let each = column.nanos.estimate;
    let mut cells = vec![column.name.clone(), rate(each), nanos(each), nanos(column.cpu.estimate)];
    if counted {
        let counts = column.counts.map(|counts| [figure(counts.instructions), figure(counts.allocations)]);
        cells.extend(counts.unwrap_or_default());
    }
    if latency {
        cells.extend(column.latency.map(|latency| latency.map(nanos)).unwrap_or_default());
    }
    cells
}

fn goal(page: &mut String, row: &Measured, judged: &Judged) {
    let [what, found, reach] = said(row, judged);
    let verdict = match judged.verdict {
        Verdict::Shown => String::new(),
        verdict => format!("**{verdict}**"),
    };
    line(page, [what, found, reach, verdict].into_iter());
}

fn line(page: &mut String, cells: impl Iterator<Item = String>) {
    let _ = writeln!(page, "| {} |", cells.collect::<Vec<_>>().join(" | "));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        report::Machine,
        rows::{Group, Measure, goal},
        statistics::Interval,
    };

    fn report() -> Report {
        let seen = |name: &str, nanos: f64| Seen {
            name: name.into(),
            nanos: Interval::exact(nanos),
            cpu: Interval::exact(nanos),
            runs: vec![nanos],
            counts: None,
            memory: 0.0,
            broker_cpu: 0.0,
            latency: None,
        };
        let judged = |limit: f64, verdict| Judged {
            goal: goal(0, Measure::Nanos).at_most(limit),
            found: Some(Interval::exact(80.0)),
            verdict,
        };
        let row = Measured {
            name: "inline".into(),
            events: 10,
            columns: vec![seen("Tidings", 80.0), seen("a call", 2.0)],
            judged: vec![judged(100.0, Verdict::Met), judged(35.0, Verdict::Missed)],
            notes: Vec::new(),
            axis: None,
        };
        let groups = vec![Measures { group: Group::InProcess, rows: vec![row] }];
        Report { machine: Machine::look(None), groups, builds: Vec::new() }
    }

    #[test]
    fn what_falls_short_stands_first_and_every_row_has_its_table_and_plot() {
        let page = page(&report());
        assert!(page.contains("Goals: 1 met, 1 missed, 0 open."), "{page}");
        let (glance, rows) = page.split_once("## Within one process").unwrap();
        assert!(glance.contains("at most 35.0 ns | missed |") && !glance.contains("at most 100 ns"), "{glance}");
        assert!(rows.contains("| a call | 500.00 M/s | 2.0 ns |"), "{rows}");
        assert!(plots(&report()).iter().any(|(name, _)| rows.contains(&format!("({PLOTS}/{name})"))));
    }

    #[test]
    fn a_report_survives_its_json() {
        let report = report();
        let json = serde_json::to_string(&report).unwrap();
        assert_eq!(serde_json::from_str::<Report>(&json).unwrap(), report);
    }
}
