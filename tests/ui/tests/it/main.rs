//! One `cargo check` over all cases, and one test for each kind of promise.

#![expect(clippy::unwrap_used, reason = "a test that cannot run fails")]

mod case;
mod check;
mod diagnostic;
mod package;
mod toolchain;

use std::{fmt::Write as _, sync::LazyLock};

use case::Case;
use check::Checked;

/// Checked once for all tests.
static CHECKED: LazyLock<Checked> = LazyLock::new(|| check::check(&package::write()));

/// Fails with every complaint at once.
fn report(complaints: &[String]) {
    let mut text = String::new();
    for complaint in complaints {
        let _ = write!(text, "\n\n{complaint}");
    }
    assert!(complaints.is_empty(), "{} of the cases differ:{text}", complaints.len());
}

#[test]
fn every_accepted_form_compiles_without_a_warning() {
    let refused = Case::passing().into_iter().filter_map(|case| {
        let said = CHECKED.said_of(&case);
        let shown: Vec<&str> = said.iter().map(|diagnostic| diagnostic.rendered.as_str()).collect();
        (!said.is_empty() || !CHECKED.built(&case)).then(|| format!("{}:\n{}", case.name, shown.join("\n")))
    });
    report(&refused.collect::<Vec<_>>());
}

#[test]
fn every_mistake_fails_to_compile_and_shows_its_remedy() {
    let silent = Case::failing().into_iter().filter_map(|case| {
        let said = CHECKED.said_of(&case);
        let errors = said.iter().filter(|diagnostic| diagnostic.level == "error");
        let shown: String = errors.map(|diagnostic| diagnostic.rendered.as_str()).collect();
        match case.remedy() {
            None => Some(format!("{}: the case names no remedy in its second line", case.name)),
            Some(_) if shown.is_empty() => Some(format!("{}: it compiles", case.name)),
            Some(remedy) if !flat(&shown).contains(&flat(remedy)) => {
                Some(format!("{}: nothing says {remedy:?}:\n{shown}", case.name))
            }
            Some(_) => None,
        }
    });
    report(&silent.collect::<Vec<_>>());
}

#[test]
fn every_mistake_is_said_at_its_place_in_our_words() {
    if !toolchain::is_pinned() {
        println!("skipped: the compiler's words are compared on the pinned toolchain only");
        return;
    }
    let other = Case::failing().into_iter().filter_map(|case| {
        let said = diagnostic::summary(CHECKED.said_of(&case));
        case.judge(&said).err()
    });
    report(&other.collect::<Vec<_>>());
}

#[test]
fn every_code_of_the_compiler_has_its_entry_in_the_documentation() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/errors.md");
    let documented = std::fs::read_to_string(file).unwrap();
    let missing = Case::failing().into_iter().filter_map(|case| {
        let codes = case.expected_codes().into_iter().filter(|code| !documented.contains(code.as_str()));
        let codes: Vec<String> = codes.collect();
        (!codes.is_empty()).then(|| format!("{}: {}", case.name, codes.join(", ")))
    });
    report(&missing.collect::<Vec<_>>());
}

/// Without what breaking a line adds.
fn flat(text: &str) -> String {
    text.split_whitespace().filter(|word| *word != "|").collect::<Vec<_>>().join(" ")
}
