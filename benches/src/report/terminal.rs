#![expect(clippy::print_stdout, reason = "the table is what the bench is for")]

use super::{figure, nanos, rate, said};
use crate::{
    build::Built,
    run::{Measured, Seen},
};

/// Prints a row: its columns, then its goals.
pub(crate) fn print(row: &Measured) {
    println!("\n{} ({} events a run)", row.name, row.events);
    for column in &row.columns {
        println!("  {:<28} {}", column.name, cells(column));
    }
    for note in &row.notes {
        println!("  ({note})");
    }
    for judged in &row.judged {
        let [what, found, reach] = said(row, judged);
        println!("  {:>6}  {what}: {found}{}{reach}", judged.verdict, if reach.is_empty() { "" } else { "; " });
    }
}

/// Prints what a build costs.
pub(crate) fn print_built(built: &Built) {
    let verdict = match built.is_met() {
        Some(true) => "met",
        Some(false) => "missed",
        None => "",
    };
    println!("  {verdict:>6}  {}: {}", built.what, built.text(built.found));
}

fn cells(column: &Seen) -> String {
    let spread = |pick: fn(f64, f64) -> f64, first: f64| column.runs.iter().copied().fold(first, pick);
    let (least, most) = (spread(f64::min, f64::INFINITY), spread(f64::max, 0.0));
    let each = nanos(column.nanos.estimate);
    let mut cells = format!("{:>12} {each:>10} ({} to {})", rate(column.nanos.estimate), nanos(least), nanos(most));
    cells += &format!(", CPU {}", nanos(column.cpu.estimate));
    if let Some(counts) = column.counts {
        cells += &format!(", {} instructions, {} allocations", figure(counts.instructions), figure(counts.allocations));
    }
    if let Some([p50, p90, p99, p999]) = column.latency {
        let [p50, p90, p99, p999] = [p50, p90, p99, p999].map(nanos);
        cells += &format!(", p50 {p50}, p90 {p90}, p99 {p99}, p99.9 {p999}");
    }
    cells
}
