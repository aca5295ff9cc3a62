use proc_macro2::{TokenStream, TokenTree};

use crate::code::Code;

const MACROS: [&str; 5] = ["panic", "todo", "unimplemented", "unreachable", "dbg"];
const METHODS: [&str; 4] = ["unwrap", "expect", "unwrap_err", "expect_err"];

/// Nothing outside tests panics by design. What `quote!` spells out is another's code, and an item with
/// `#[expect(clippy::.., reason = "..")]` says why it may.
pub fn panics(files: &[Code]) -> Vec<String> {
    let mut problems = Vec::new();
    for file in files {
        look(&file.path, file.tokens.clone(), &mut problems);
    }
    problems
}

fn look(path: &str, tokens: TokenStream, problems: &mut Vec<String>) {
    let tokens = tokens.into_iter().collect::<Vec<_>>();
    let mut excused = false;
    for (at, token) in tokens.iter().enumerate() {
        let is = |at: usize, mark| matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == mark);
        match token {
            TokenTree::Group(group) => {
                let quoted = at >= 2 && is(at - 1, '!') && is_quote(&tokens[at - 2]);
                excused |= at >= 1 && is(at - 1, '#') && is_excuse(&group.stream());
                let body = matches!(group.delimiter(), proc_macro2::Delimiter::Brace);
                if !(quoted || excused && body) {
                    look(path, group.stream(), problems);
                }
                excused &= !body;
            }
            TokenTree::Ident(word) => {
                let word = word.to_string();
                let method = METHODS.contains(&word.as_str()) && at >= 1 && (is(at - 1, '.') || is(at - 1, ':'));
                if method || MACROS.contains(&word.as_str()) && is(at + 1, '!') {
                    problems.push(format!("{path}:{}: `{word}` outside tests", token.span().start().line));
                }
            }
            _ => {}
        }
    }
}

fn is_quote(name: &TokenTree) -> bool {
    let name = name.to_string();
    name.starts_with("quote") || name.starts_with("parse_quote")
}

fn is_excuse(attribute: &TokenStream) -> bool {
    let text = attribute.to_string().replace(' ', "");
    text.starts_with("expect(clippy::") && text.contains("reason=")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Source;

    fn problems(text: &str) -> Vec<String> {
        panics(&[Code::of(&Source::new("a.rs", text)).unwrap()])
    }

    #[test]
    fn code_that_panics_by_design_is_a_problem() {
        assert_eq!(problems("fn a() {\n    b().unwrap();\n}"), ["a.rs:2: `unwrap` outside tests"]);
        for code in
            ["a.expect(\"b\")", "panic!()", "todo!()", "unreachable!()", "core::panic!()", "a.map(Result::unwrap)"]
        {
            assert_eq!(problems(&format!("fn a() {{ {code}; }}")).len(), 1, "{code}");
        }
    }

    #[test]
    fn words_that_only_look_alike_are_well() {
        assert!(problems("fn a() { b.unwrap_or(1); expect(); std::panic::catch_unwind(c); }").is_empty());
    }

    #[test]
    fn tests_and_quoted_code_may_panic() {
        assert!(problems("#[test] fn a() { b().unwrap(); }").is_empty());
        assert!(problems("fn a() { quote! { unreachable!() } }").is_empty());
    }

    #[test]
    fn one_item_may_panic_where_it_says_why() {
        let excused = "#[expect(clippy::panic, reason = \"a compile error\")] const fn a() { panic!() }";
        assert!(problems(excused).is_empty());
        assert_eq!(problems(&format!("{excused} fn b() {{ panic!() }}")).len(), 1);
        assert_eq!(problems("#[expect(clippy::panic)] fn b() { panic!() }").len(), 1);
    }
}
