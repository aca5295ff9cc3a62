use crate::workspace::Source;

/// Whoever may await something may drop it: every public future says what becomes of it then.
pub fn cancellation(sources: &[Source]) -> Vec<String> {
    let mut problems = Vec::new();
    for source in sources {
        let lines: Vec<_> = source.text.lines().map(str::trim_start).collect();
        for (at, line) in lines.iter().enumerate() {
            let above = lines[..at].iter().rev().take_while(|line| line.starts_with("///") || line.starts_with("#["));
            if is_public_future(line, &lines[at..]) && !above.into_iter().any(|line| *line == "/// # Cancel safety") {
                problems.push(format!("{}:{}: no `# Cancel safety`: {line}", source.path, at + 1));
            }
        }
    }
    problems
}

fn is_public_future(line: &str, rest: &[&str]) -> bool {
    if line.starts_with("pub async fn ") {
        return true;
    }
    // Its result may stand some lines below.
    let head = rest.iter().take_while(|line| !line.is_empty()).take(6).copied().collect::<Vec<_>>().join(" ");
    let head = head.split('{').next().unwrap_or_default();
    line.starts_with("pub fn ") && head.contains("-> impl Future")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str) -> Vec<String> {
        cancellation(&[Source::new("a.rs", text)])
    }

    #[test]
    fn a_public_future_that_says_nothing_of_being_dropped_is_a_problem() {
        assert_eq!(
            problems("/// Goes.\npub async fn go() {}\n"),
            ["a.rs:2: no `# Cancel safety`: pub async fn go() {}"]
        );
        assert_eq!(
            problems("/// Goes.\n#[inline]\npub fn go(\n    a: A,\n) -> impl Future<Output = ()> {\n}\n").len(),
            1
        );
    }

    #[test]
    fn one_that_does_and_one_that_is_not_public_is_well() {
        assert!(
            problems("/// Goes.\n///\n/// # Cancel safety\n/// Yes.\n#[inline]\npub async fn go() {}\n").is_empty()
        );
        assert!(problems("async fn go() {}\npub(crate) async fn come() {}\npub fn stay() {}\n").is_empty());
    }
}
