use super::*;
use crate::workspace::Source;

fn uses(files: &[(&str, &str)]) -> Vec<String> {
    let sources = files.iter().map(|(path, text)| Source::new(format!("src/{path}"), *text)).collect::<Vec<_>>();
    let uses = build("src/lib.rs", &sources).unwrap().uses();
    let short = |path: &str| path.trim_start_matches("src/").trim_end_matches(".rs").to_owned();
    uses.iter().map(|a| format!("{} > {}", short(&a.from), short(&a.to))).collect()
}

#[test]
fn grouped_nested_and_renamed_imports_are_seen() {
    let found = uses(&[
        ("lib.rs", "mod a; mod b; mod c;"),
        ("a.rs", "use crate::{b::{B as X, self}, c::C};"),
        ("b.rs", "pub struct B;"),
        ("c.rs", "pub struct C;"),
    ]);
    assert_eq!(found, ["a > b", "a > b", "a > c"]);
}

#[test]
fn a_path_within_code_or_a_macro_is_seen() {
    let files = |a: &'static str| [("lib.rs", "mod a; mod b;"), ("a.rs", a), ("b.rs", "pub fn b() {}")];
    assert_eq!(uses(&files("fn a() { crate::b::b(); }")), ["a > b"]);
    assert_eq!(uses(&files("fn a() { vec![super::b::b()]; }")), ["a > b"]);
    assert_eq!(uses(&files("fn a() { use crate::{b::b}; b(); }")), ["a > b"]);
}

#[test]
fn a_re_export_leads_to_the_file_behind_it_and_is_no_use() {
    let found = uses(&[
        ("lib.rs", "mod a; mod b; pub use b::B;"),
        ("a.rs", "use crate::B; fn a(_: crate::b::Inner) {}"),
        ("b/mod.rs", "mod inner; mod other; pub use inner::{B, Inner};"),
        ("b/inner.rs", "pub struct B; pub struct Inner;"),
        ("b/other.rs", "use super::B;"),
    ]);
    assert_eq!(found, ["a > b/inner", "a > b/inner", "b/other > b/inner"]);
}

#[test]
fn a_re_exported_name_that_its_module_uses_is_a_use() {
    let found = uses(&[("lib.rs", "mod a; pub use a::A; fn b(_: A) {}"), ("a.rs", "pub struct A;")]);
    assert_eq!(found, ["lib > a"]);
}

#[test]
fn tests_and_other_crates_are_no_use() {
    let found = uses(&[
        ("lib.rs", "mod a; mod b;"),
        ("a.rs", "use std::fmt; use serde::de; #[cfg(test)] mod tests { use crate::b::B; }"),
        ("b.rs", "pub struct B; #[test] fn b() { crate::a::x(); }"),
    ]);
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn a_module_that_only_tests_see_needs_no_file() {
    assert!(uses(&[("lib.rs", "#[cfg(test)] mod tests;")]).is_empty());
}

#[test]
fn a_module_that_lies_elsewhere_is_found_with_its_children() {
    let found = uses(&[
        ("lib.rs", "mod b;"),
        ("b/mod.rs", "#[path = \"../else/where/c.rs\"] mod c; mod d;"),
        ("b/d.rs", "use super::c::e::E;"),
        ("else/where/c.rs", "pub mod e;"),
        ("else/where/e.rs", "pub struct E;"),
    ]);
    assert_eq!(found, ["b/d > else/where/e"]);
}

#[test]
fn a_missing_file_is_named() {
    let error = build("src/lib.rs", &[Source::new("src/lib.rs", "mod gone;")]).unwrap_err();
    assert_eq!(error, "src/gone/mod.rs: there is no such file");
}
