use std::fmt::Write as _;

use crate::build::Built;

/// What it costs to build, as a table, with what was counted below it.
pub(super) fn builds(page: &mut String, builds: &[Built]) {
    if builds.is_empty() {
        return;
    }
    // Writing to a String cannot fail.
    let _ = write!(
        page,
        "\n## What a build costs\n\n`examples/hello.rs` in a project of its own, into an empty folder.\n\n"
    );
    let _ = write!(page, "| | found | to reach | |\n|---|--:|--:|---|\n");
    for built in builds {
        let reach = built.at_most.map(|most| format!("at most {}", built.text(most))).unwrap_or_default();
        let verdict = match built.is_met() {
            Some(true) => "**met**",
            Some(false) => "**missed**",
            None => "",
        };
        let _ = writeln!(page, "| {} | {} | {reach} | {verdict} |", built.what, built.text(built.found));
    }
    for built in builds.iter().filter(|built| !built.details.is_empty()) {
        let _ = write!(page, "\n{}: {}.\n", built.what, built.details.join(", "));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::build::Unit;

    #[test]
    fn what_is_too_much_is_missed_and_what_was_counted_is_listed() {
        let built = Built {
            what: "crates, local".into(),
            found: 50.0,
            unit: Unit::Crates,
            at_most: Some(45.0),
            details: vec!["serde 1.0.0".into()],
        };
        let mut page = String::new();
        builds(&mut page, &[built]);
        assert!(page.contains("| crates, local | 50 | at most 45 | **missed** |"), "{page}");
        assert!(page.contains("crates, local: serde 1.0.0."));
    }
}
