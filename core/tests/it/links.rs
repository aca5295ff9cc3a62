//! The documents name files that exist.

use std::{
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The documents of the project, but for those of single crates.
fn documents() -> Vec<PathBuf> {
    let in_folder = |folder: &str| fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().path());
    let mut all: Vec<_> = ["", "docs", "docs/adr"].into_iter().flat_map(in_folder).collect();
    all.retain(|path| path.extension().is_some_and(|end| end == "md"));
    assert!(all.len() > 10, "{all:?}");
    all
}

/// What a text has between two marks, outside of its blocks of code.
fn between<'t>(text: &'t str, open: &'t str, close: char) -> impl Iterator<Item = &'t str> {
    let prose = text.split("\n```").step_by(2);
    prose
        .flat_map(move |part| part.split(open).skip(1).filter_map(move |rest| rest.split_once(close).map(|(to, _)| to)))
}

/// `a/{b,c}` as `a/b` and `a/c`.
fn alternatives(path: &str) -> Vec<String> {
    match path.split_once('{').and_then(|(start, rest)| Some((start, rest.split_once('}')?))) {
        Some((start, (choice, end))) => choice.split(',').map(|each| format!("{start}{each}{end}")).collect(),
        None => vec![path.to_owned()],
    }
}

#[test]
fn every_file_that_a_document_links_to_exists() {
    for document in documents() {
        let text = fs::read_to_string(&document).unwrap();
        for target in between(&text, "](", ')').filter(|target| !target.contains("://")) {
            let file = target.split('#').next().unwrap_or_default();
            assert!(document.parent().unwrap().join(file).exists(), "{}: {target}", document.display());
        }
    }
}

#[test]
fn every_path_that_a_document_names_from_the_root_exists() {
    const FOLDERS: [&str; 6] = ["core/", "macros/", "providers/", "tests/", "docs/", "scripts/"];
    for document in documents() {
        let text = fs::read_to_string(&document).unwrap();
        // Every second piece between backticks is code.
        let named = text.split("\n```").step_by(2).flat_map(|prose| prose.split('`').skip(1).step_by(2));
        let paths = named.filter(|code| FOLDERS.iter().any(|folder| code.starts_with(folder)) && !code.contains('<'));
        for path in paths.flat_map(alternatives) {
            assert!(root().join(&path).exists(), "{}: {path}", document.display());
        }
    }
}
