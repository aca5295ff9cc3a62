use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use super::Spelled;

/// Gathers the paths that begin with `crate`, `self`, `super` or a child module, and all words.
///
/// It looks at tokens, not at a syntax tree, so that it sees into macros too.
pub(super) fn gather(
    tokens: TokenStream,
    children: &BTreeMap<String, usize>,
    paths: &mut Vec<Spelled>,
    words: &mut BTreeSet<String>,
) {
    let tokens = tokens.into_iter().collect::<Vec<_>>();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) if is_reach(group) => {}
            TokenTree::Group(group) => gather(group.stream(), children, paths, words),
            TokenTree::Ident(first) => {
                let word = first.to_string();
                let begins = !follows_separator(&tokens, at) && separator(&tokens, at + 1);
                if begins && (["crate", "self", "super"].contains(&word.as_str()) || children.contains_key(&word)) {
                    follow(&tokens, at, Vec::new(), paths);
                }
                words.insert(word);
            }
            _ => {}
        }
    }
}

/// Follows a path to its end; the braces of a `use` within a function hold several ends.
fn follow(tokens: &[TokenTree], mut at: usize, mut segments: Vec<String>, paths: &mut Vec<Spelled>) {
    let line = tokens.get(at).map_or(0, |token| token.span().start().line);
    while let Some(TokenTree::Ident(segment)) = tokens.get(at) {
        segments.push(segment.to_string());
        if !separator(tokens, at + 1) {
            break;
        }
        at += 3;
    }
    if let Some(TokenTree::Group(group)) = tokens.get(at)
        && group.delimiter() == Delimiter::Brace
    {
        let inner = group.stream().into_iter().collect::<Vec<_>>();
        let is_comma = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',');
        inner.split(is_comma).for_each(|part| follow(part, 0, segments.clone(), paths));
    } else if !segments.is_empty() {
        paths.push(Spelled { segments, line });
    }
}

/// `(in crate::container)`, the reach of a `pub`.
fn is_reach(group: &Group) -> bool {
    matches!(group.stream().into_iter().next(), Some(TokenTree::Ident(first)) if first == "in")
}

fn separator(tokens: &[TokenTree], at: usize) -> bool {
    let colon = |at| matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
    colon(at) && colon(at + 1)
}

fn follows_separator(tokens: &[TokenTree], at: usize) -> bool {
    at >= 2 && separator(tokens, at - 2)
}
