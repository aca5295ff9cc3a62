//! Writes `performance.md` with its plots, and `sizing.md`, from the JSON of a run; nothing of it is typed by hand.

mod builds;
mod curve;
mod page;
mod plot;
mod sizing;

use std::{fs, path::Path};

use tidings_bench_measure::Outcome;

use crate::report::Report;

/// The folder of the plots, next to the page.
const PLOTS: &str = "performance";

/// Writes the pages and the plots into a folder, in place of those of before.
pub(crate) fn document(file: &Path, folder: &Path) -> Outcome {
    let report = fs::read_to_string(file).map_err(|cause| format!("{}: {cause}", file.display()))?;
    let report: Report = serde_json::from_str(&report)?;
    let plots = folder.join(PLOTS);
    if plots.exists() {
        fs::remove_dir_all(&plots)?;
    }
    fs::create_dir_all(&plots)?;
    for (name, plot) in page::plots(&report) {
        fs::write(plots.join(name), plot)?;
    }
    if let Some(page) = sizing::sizing(&report) {
        fs::write(folder.join("sizing.md"), page)?;
    }
    Ok(fs::write(folder.join("performance.md"), page::page(&report))?)
}
