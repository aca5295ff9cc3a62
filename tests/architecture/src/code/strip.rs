use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// Takes out documentation and what only tests see.
pub(super) fn strip(tokens: TokenStream) -> TokenStream {
    let tokens = tokens.into_iter().collect::<Vec<_>>();
    let mut kept = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while at < tokens.len() {
        match attribute(&tokens[at..]) {
            Some((length, Attribute::Doc)) => at += length,
            Some((length, Attribute::Test)) => at += length + item(&tokens[at + length..]),
            None => {
                kept.push(inner(&tokens[at]));
                at += 1;
            }
        }
    }
    kept.into_iter().collect()
}

enum Attribute {
    Doc,
    Test,
}

/// The attribute that begins here, if it is one of ours, and how many tokens it has.
fn attribute(tokens: &[TokenTree]) -> Option<(usize, Attribute)> {
    let is = |at: usize, mark| matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == mark);
    let at = if !is(0, '#') {
        return None;
    } else if is(1, '!') {
        2
    } else {
        1
    };
    let Some(TokenTree::Group(group)) = tokens.get(at) else { return None };
    if group.delimiter() != Delimiter::Bracket {
        return None;
    }
    let text = group.stream().to_string().replace(' ', "");
    let attribute = if text.starts_with("doc=") {
        Attribute::Doc
    } else if is_test(&text) {
        Attribute::Test
    } else {
        return None;
    };
    Some((at + 1, attribute))
}

fn is_test(attribute: &str) -> bool {
    let name = attribute.split('(').next().unwrap_or(attribute);
    name == "test" || name.ends_with("::test") || attribute == "cfg(test)" || attribute.starts_with("cfg(all(test")
}

/// How many tokens the item has that begins here: up to its braces or its semicolon.
fn item(tokens: &[TokenTree]) -> usize {
    let end = |token: &TokenTree| match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        TokenTree::Punct(punct) => punct.as_char() == ';',
        _ => false,
    };
    let Some(last) = tokens.iter().position(end) else { return tokens.len() };
    // The braces of `use a::{b, c};` do not end it.
    let semicolon = matches!(tokens.get(last + 1), Some(TokenTree::Punct(punct)) if punct.as_char() == ';');
    last + 1 + usize::from(semicolon)
}

fn inner(token: &TokenTree) -> TokenTree {
    let TokenTree::Group(group) = token else { return token.clone() };
    let mut stripped = Group::new(group.delimiter(), strip(group.stream()));
    stripped.set_span(group.span());
    stripped.into()
}
