//! What a test run did, against what the workspace has.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::workspace::Package;

/// A test binary that cargo built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binary {
    /// The root file of its target, as cargo spells it.
    pub root: String,
    /// The binary.
    pub path: String,
}

/// What the output of `cargo test` tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    binaries: BTreeSet<String>,
    documented: BTreeSet<String>,
    /// How many tests passed.
    pub passed: usize,
    /// The tests that were ignored.
    pub ignored: BTreeSet<String>,
    /// What else was left out, with the reason.
    pub skipped: Vec<String>,
}

#[derive(Deserialize)]
struct Message {
    executable: Option<String>,
    target: Option<Built>,
    profile: Option<Profile>,
}

#[derive(Deserialize)]
struct Built {
    src_path: String,
}

#[derive(Deserialize)]
struct Profile {
    test: bool,
}

/// Reads the messages of `cargo test --no-run --message-format=json`.
pub fn binaries(messages: &str) -> Vec<Binary> {
    let read = messages.lines().filter_map(|line| serde_json::from_str::<Message>(line).ok());
    let tests = read.filter(|message| message.profile.as_ref().is_some_and(|profile| profile.test));
    tests.filter_map(|message| Some(Binary { root: message.target?.src_path, path: message.executable? })).collect()
}

impl Run {
    /// Reads the output of `cargo test`.
    pub fn of(output: &str) -> Self {
        let mut run = Self::default();
        for line in output.lines().map(str::trim) {
            if let Some(name) = line.strip_prefix("Doc-tests ") {
                run.documented.insert(name.to_owned());
            } else if line.starts_with("Running ") {
                let path = line.rsplit_once('(').map_or("", |(_, path)| path.trim_end_matches(')'));
                run.binaries.insert(path.rsplit('/').next().unwrap_or(path).to_owned());
            } else if let Some(counts) = line.strip_prefix("test result: ") {
                run.passed += counts.split(' ').nth(1).and_then(|n| n.parse::<usize>().ok()).unwrap_or(0);
            } else if let Some(test) = line.strip_prefix("test ") {
                let ignored = test.split_once(" ... ignored").map(|(name, _)| name.to_owned());
                run.ignored.extend(ignored);
            } else if line.starts_with("conformance: ") && line.contains(" behaviours apply") {
                run.skipped.push(line.to_owned());
            } else if !run.skipped.is_empty()
                && line.contains(" since ")
                && line.starts_with(|c: char| c.is_ascii_digit())
            {
                run.skipped.push(format!("  {line}"));
            }
        }
        run
    }

    /// What should have run and did not: every test target, every documentation, every test but the known ignored ones.
    pub fn missing(&self, packages: &[Package], built: &[Binary], known: &[&str]) -> Vec<String> {
        let mut problems = Vec::new();
        for target in packages.iter().flat_map(|package| &package.targets) {
            let ours = built.iter().filter(|binary| binary.root.ends_with(&target.path));
            let names = ours.map(|binary| binary.path.rsplit('/').next().unwrap_or_default());
            let ran = names.filter(|name| self.binaries.contains(*name)).count();
            if target.test && ran == 0 {
                problems.push(format!("{} is a test target and did not run", target.path));
            }
            // Of examples and binaries there is none: cargo documents libraries.
            let name = target.name.replace('-', "_");
            if target.doctest && !self.documented.contains(&name) {
                problems.push(format!("the documentation of `{name}` was not tested"));
            }
        }
        let unknown = self.ignored.iter().filter(|test| !known.contains(&test.as_str()));
        problems.extend(unknown.map(|test| format!("`{test}` is ignored, and nobody knows why")));
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Target;

    const OUTPUT: &str = "     Running unittests src/lib.rs (target/debug/deps/a-1)\n\
        test b ... ok\ntest c ... ignored, why\ntest result: ok. 1 passed; 0 failed; 1 ignored; 0 measured\n\
        conformance: x: 3 behaviours apply, 1 do not\n  1 since it cannot\n   Doc-tests a\n\
        test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured\n";

    fn packages() -> Vec<Package> {
        let target = Target {
            name: "a".into(),
            kind: vec!["lib".into()],
            test: true,
            doctest: true,
            path: "a/src/lib.rs".into(),
        };
        vec![Package {
            name: "a".into(),
            folder: "a".into(),
            dependencies: Vec::new(),
            targets: vec![target],
            features: Default::default(),
        }]
    }

    fn built(path: &str) -> Vec<Binary> {
        vec![Binary { root: "/w/a/src/lib.rs".into(), path: path.into() }]
    }

    #[test]
    fn counts_and_skips_are_read_from_the_output() {
        let run = Run::of(OUTPUT);
        assert_eq!((run.passed, run.ignored.len()), (3, 1));
        assert_eq!(run.skipped, ["conformance: x: 3 behaviours apply, 1 do not", "  1 since it cannot"]);
    }

    #[test]
    fn what_ran_is_not_missing() {
        assert!(Run::of(OUTPUT).missing(&packages(), &built("/t/deps/a-1"), &["c"]).is_empty());
    }

    #[test]
    fn a_target_that_was_not_built_or_did_not_run_is_missing() {
        assert_eq!(Run::of(OUTPUT).missing(&packages(), &[], &["c"]).len(), 1);
        assert_eq!(Run::of(OUTPUT).missing(&packages(), &built("/t/deps/a-2"), &["c"]).len(), 1);
        assert_eq!(Run::of("").missing(&packages(), &built("/t/deps/a-1"), &[]).len(), 2);
    }

    #[test]
    fn an_ignored_test_that_nobody_knows_is_told() {
        assert_eq!(Run::of(OUTPUT).missing(&packages(), &built("/t/deps/a-1"), &[]).len(), 1);
    }

    #[test]
    fn test_binaries_are_read_from_cargos_messages() {
        let messages = "{\"reason\":\"x\"}\n{\"target\":{\"src_path\":\"/w/l.rs\"},\"profile\":{\"test\":true},\
            \"executable\":\"/t/l-1\"}\n{\"target\":{\"src_path\":\"/w/m.rs\"},\"profile\":{\"test\":false},\
            \"executable\":\"/t/m-1\"}\n";
        assert_eq!(binaries(messages), [Binary { root: "/w/l.rs".into(), path: "/t/l-1".into() }]);
    }
}
