use crate::workspace::Source;

/// An example is short and says how to run it.
pub fn examples(files: &[Source], most: usize) -> Vec<String> {
    let mut problems = Vec::new();
    for file in files {
        let lines = file.text.lines().count();
        if lines > most {
            problems.push(format!("{} has {lines} lines, more than {most}", file.path));
        }
        let mut header = file.text.lines().take_while(|line| line.starts_with("//!"));
        if !header.any(|line| line.contains("Run: `")) {
            problems.push(format!("{} does not say how to run it, by \"Run: `cargo ..`\"", file.path));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_that_is_long_or_does_not_say_how_to_run_it_is_a_problem() {
        let file = |text: &str| [Source::new("examples/a.rs", text)];
        assert!(examples(&file("//! Run: `cargo run`\n"), 1).is_empty());
        assert_eq!(examples(&file("//! Run: `cargo run`\nfn main() {}\n"), 1).len(), 1);
        assert_eq!(examples(&file("// Run: `cargo run`\n"), 1).len(), 1);
    }
}
