use std::collections::BTreeSet;

use crate::{
    modules,
    workspace::{Package, Source},
};

/// Every file of a package's `tests`, `examples` and `benches` is part of a target: a file that cargo does not build
/// tests nothing, and nobody notices.
pub fn built(packages: &[Package], sources: &[Source]) -> Vec<String> {
    let mut problems = Vec::new();
    let mut part = BTreeSet::new();
    for target in packages.iter().flat_map(|package| &package.targets) {
        match modules::build(&target.path, sources) {
            Ok(modules) => part.extend(modules.files().into_iter().map(str::to_owned)),
            Err(error) => problems.push(error),
        }
    }
    for source in sources {
        // The folder of the innermost package.
        let owners =
            packages.iter().map(|package| package.folder.as_str()).filter(|folder| within(folder, &source.path));
        let Some(folder) = owners.max_by_key(|folder| folder.len()) else { continue };
        let rest = source.path[folder.len()..].trim_start_matches('/');
        let kind = ["tests/", "examples/", "benches/"].into_iter().any(|kind| rest.starts_with(kind));
        if kind && !part.contains(&source.path) {
            problems.push(format!("{} is part of no target", source.path));
        }
    }
    problems
}

fn within(folder: &str, path: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Target;

    #[test]
    fn a_test_file_without_a_target_is_a_problem() {
        let target = Target {
            name: "it".into(),
            kind: vec!["test".into()],
            test: true,
            doctest: false,
            path: "a/tests/it/main.rs".into(),
        };
        let package = Package {
            name: "a".into(),
            folder: "a".into(),
            dependencies: Vec::new(),
            targets: vec![target],
            features: Default::default(),
        };
        let file = |path: &str, text: &str| Source::new(path, text);
        let mut files = vec![file("a/tests/it/main.rs", "mod b;"), file("a/tests/it/b.rs", "")];
        assert!(built(std::slice::from_ref(&package), &files).is_empty());
        files.push(file("a/tests/c.rs", ""));
        assert_eq!(built(&[package], &files), ["a/tests/c.rs is part of no target"]);
    }
}
