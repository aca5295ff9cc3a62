//! A Rust file without its comments, its documentation and its tests.

mod strip;

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};

use crate::workspace::Source;

/// The code of a file: no comments, no documentation, no tests.
#[derive(Clone, Debug)]
pub struct Code {
    /// The file's path in the workspace.
    pub path: String,
    /// What remains.
    pub tokens: TokenStream,
}

impl Code {
    /// Reads a file.
    ///
    /// # Errors
    /// That the file is no Rust, with its path.
    pub fn of(source: &Source) -> Result<Self, String> {
        Self::read(source, strip::is_test)
    }

    /// Reads a file with the tests that are its subject: all but those that lie beside what they test.
    ///
    /// # Errors
    /// As [`of`](Self::of).
    pub fn with_tests(source: &Source) -> Result<Self, String> {
        Self::read(source, strip::is_inline)
    }

    fn read(source: &Source, is_out: fn(&str) -> bool) -> Result<Self, String> {
        let tokens = source.text.parse().map_err(|error| format!("{}: {error}", source.path))?;
        Ok(Self { path: source.path.clone(), tokens: strip::strip(tokens, is_out) })
    }

    /// How many lines hold code.
    pub fn lines(&self) -> usize {
        let mut lines = BTreeSet::new();
        mark(self.tokens.clone(), &mut lines);
        lines.len()
    }
}

fn mark(tokens: TokenStream, lines: &mut BTreeSet<usize>) {
    for token in tokens {
        if let TokenTree::Group(group) = &token {
            lines.insert(group.span_open().start().line);
            lines.insert(group.span_close().end().line);
            mark(group.stream(), lines);
        } else {
            lines.extend(token.span().start().line..=token.span().end().line);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> usize {
        Code::of(&Source::new("a.rs", text)).unwrap().lines()
    }

    #[test]
    fn blanks_comments_and_documentation_are_no_code() {
        assert_eq!(lines("//! Says.\n\n// why\n/// What.\nfn a() {\n    // why\n    b();\n}\n/* so\nso */\n"), 3);
    }

    #[test]
    fn inline_tests_are_no_code() {
        assert_eq!(lines("fn a() {}\n#[cfg(test)]\nmod tests {\n    fn b() {}\n}\n"), 1);
        assert_eq!(lines("fn a() {}\n#[cfg(test)]\nmod tests;\nfn c() {}\n"), 2);
        assert_eq!(lines("struct A;\nimpl A {\n    #[cfg(test)]\n    fn b() {\n    }\n    fn c() {}\n}\n"), 4);
    }

    #[test]
    fn tests_are_code_of_a_file_of_tests() {
        let text = "#[test]\nfn a() {\n    b();\n}\n#[cfg(test)]\nmod tests;\n#[tokio::test(c)]\nasync fn d() {}\n";
        let code = Code::with_tests(&Source::new("a.rs", text)).unwrap();
        assert_eq!((lines(text), code.lines()), (0, 6));
    }

    #[test]
    fn a_text_of_several_lines_is_code() {
        assert_eq!(lines("const A: &str = \"\na\nb\n\";\n"), 4);
    }
}
