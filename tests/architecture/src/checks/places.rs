use crate::workspace::Source;

/// Folders of one machine, and words with which a package registry is set.
const MARKS: [&str; 10] = [
    "/home/",
    "/root/",
    "/Users/",
    "/work/",
    "/tmp/",
    ":\\Users\\",
    "replace-with",
    "sparse+http",
    "_authToken",
    "index-url",
];

/// Domains that no reader of the project can reach.
const PRIVATE: [&str; 6] = [".internal", ".local", ".localdomain", ".lan", ".corp", ".intranet"];

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// The text names no folder of somebody's machine, and no package registry or other host that only one place reaches.
pub fn places(texts: &[Source]) -> Vec<String> {
    let mut problems = Vec::new();
    for source in texts {
        for (at, line) in source.text.lines().enumerate() {
            let place = format!("{}:{}", source.path, at + 1);
            let mark = MARKS.iter().find(|mark| line.contains(**mark));
            problems.extend(mark.map(|mark| format!("{place}: `{mark}` names a place of one machine")));
            let hosts = line.split("://").skip(1).map(host);
            let private = hosts.filter(|host| PRIVATE.iter().any(|domain| host.ends_with(domain)));
            problems.extend(private.map(|host| format!("{place}: `{host}` is a host of one network")));
        }
    }
    problems
}

/// Every package of the lock file comes from crates.io.
pub fn lock(lock: &str) -> Vec<String> {
    let sources = lock.lines().filter_map(|line| line.strip_prefix("source = "));
    let foreign = sources.filter(|source| source.trim_matches('"') != CRATES_IO);
    foreign.map(|source| format!("Cargo.lock: {source} is not crates.io")).collect()
}

fn host(after: &str) -> &str {
    let end = after.find(|c: char| !c.is_ascii_alphanumeric() && !".-@_".contains(c)).unwrap_or(after.len());
    after[..end].rsplit('@').next().unwrap_or_default().trim_end_matches('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str) -> Vec<String> {
        places(&[Source::new("a.md", text)])
    }

    #[test]
    fn a_folder_of_one_machine_is_a_problem() {
        assert_eq!(problems("see\n/home/jo/tidings"), ["a.md:2: `/home/` names a place of one machine"]);
        assert_eq!(problems("C:\\Users\\jo").len(), 1);
    }

    #[test]
    fn a_host_of_one_network_is_a_problem() {
        let text = "a.md:1: `crates.corp.internal` is a host of one network";
        assert_eq!(problems("https://jo@crates.corp.internal:8080/x"), [text]);
    }

    #[test]
    fn what_everybody_reaches_is_well() {
        assert!(
            problems("https://docs.rs/tokio amqp://admin:admin@127.0.0.1:61616 see https://example.com.").is_empty()
        );
    }

    #[test]
    fn a_package_from_elsewhere_is_a_problem() {
        assert!(lock(&format!("name = \"a\"\nsource = \"{CRATES_IO}\"\n")).is_empty());
        assert_eq!(lock("source = \"git+https://example.com\"\n").len(), 1);
    }
}
