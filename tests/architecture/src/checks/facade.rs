use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::Item;

use crate::{code::Code, workspace::Source};

/// The facade only re-exports: its items are modules, uses, and macros that spell out code for their caller.
pub fn facade(sources: &[Source]) -> Vec<String> {
    let mut problems = Vec::new();
    for source in sources {
        match Code::of(source).and_then(|code| syn::parse2::<syn::File>(code.tokens).map_err(|e| e.to_string())) {
            Ok(file) => look(&source.path, &file.items, &mut problems),
            Err(error) => problems.push(error),
        }
    }
    problems
}

fn look(path: &str, items: &[Item], problems: &mut Vec<String>) {
    for item in items {
        match item {
            Item::Use(_) | Item::Macro(_) | Item::ExternCrate(_) => {}
            Item::Mod(module) => look(path, module.content.as_ref().map_or(&[], |(_, items)| items), problems),
            other => {
                let line = first_line(other.to_token_stream());
                problems.push(format!("{path}:{line}: the facade re-exports and does nothing itself"));
            }
        }
    }
}

fn first_line(tokens: TokenStream) -> usize {
    tokens.into_iter().next().map_or(0, |token: TokenTree| token.span().start().line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str) -> Vec<String> {
        facade(&[Source::new("src/lib.rs", text)])
    }

    #[test]
    fn re_exports_and_macros_are_well() {
        assert!(
            problems("pub use a::B; pub mod c { pub use d::E; } macro_rules! f { () => { fn g() {} } }").is_empty()
        );
    }

    #[test]
    fn a_function_a_type_and_an_impl_are_logic() {
        let text = "src/lib.rs:2: the facade re-exports and does nothing itself";
        assert_eq!(problems("mod a {\npub fn b() {} }"), [text]);
        assert_eq!(problems("\npub struct A;"), [text]);
        assert_eq!(problems("\nimpl A {}"), [text]);
    }
}
