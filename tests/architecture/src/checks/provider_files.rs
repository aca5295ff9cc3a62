use crate::workspace::Source;

const NOUNS: [&str; 8] = ["lib", "config", "provider", "sender", "receiver", "envelope", "topology", "error"];

/// A provider has the files that all providers have, so that who knows one finds everything in the next.
/// A folder of the name counts, for what is too large for one file.
pub fn provider_files(folder: &str, files: &[Source]) -> Vec<String> {
    let has = |path: String| files.iter().any(|file| file.path == path);
    let missing = NOUNS
        .iter()
        .filter(|noun| !has(format!("{folder}/src/{noun}.rs")) && !has(format!("{folder}/src/{noun}/mod.rs")));
    let mut problems = missing.map(|noun| format!("{folder}/src has no `{noun}`")).collect::<Vec<_>>();
    if !has(format!("{folder}/docs.md")) {
        problems.push(format!("{folder} has no `docs.md`"));
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_or_a_folder_of_each_noun_is_well_and_a_missing_one_is_named() {
        let mut files = NOUNS.map(|noun| Source::new(format!("p/src/{noun}.rs"), "")).to_vec();
        files.push(Source::new("p/docs.md", ""));
        assert!(provider_files("p", &files).is_empty());
        files[3].path = "p/src/sender/mod.rs".into();
        assert!(provider_files("p", &files).is_empty());
        files.truncate(7);
        assert_eq!(provider_files("p", &files), ["p/src has no `error`", "p has no `docs.md`"]);
    }
}
