use crate::code::Code;

/// No file has more than `most` lines of code, and half of them have no more than `median`.
pub fn sizes(files: &[Code], median: usize, most: usize) -> Vec<String> {
    let mut lines = files.iter().map(Code::lines).collect::<Vec<_>>();
    let large = files.iter().zip(&lines).filter(|(_, lines)| **lines > most);
    let mut problems = large
        .map(|(file, lines)| format!("{} has {lines} lines of code, more than {most}", file.path))
        .collect::<Vec<_>>();
    lines.sort_unstable();
    match lines.get(lines.len() / 2) {
        Some(middle) if *middle > median => {
            problems.push(format!("the median of {} files is {middle} lines of code, more than {median}", lines.len()));
        }
        Some(_) => {}
        None => problems.push("there are no files".to_owned()),
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Source;

    fn file(lines: usize) -> Code {
        Code::of(&Source::new(format!("{lines}.rs"), "use a;\n".repeat(lines))).unwrap()
    }

    #[test]
    fn files_up_to_the_limits_are_well() {
        assert!(sizes(&[file(1), file(2), file(5)], 2, 5).is_empty());
    }

    #[test]
    fn a_large_file_and_a_large_median_are_problems() {
        assert_eq!(sizes(&[file(1), file(1), file(6)], 2, 5), ["6.rs has 6 lines of code, more than 5"]);
        assert_eq!(
            sizes(&[file(1), file(3), file(4)], 2, 5),
            ["the median of 3 files is 3 lines of code, more than 2"]
        );
        assert_eq!(sizes(&[], 2, 5), ["there are no files"]);
    }
}
