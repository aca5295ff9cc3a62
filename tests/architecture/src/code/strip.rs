use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// Takes out documentation, and the items that have an attribute for which `is_out` holds.
pub(super) fn strip(tokens: TokenStream, is_out: fn(&str) -> bool) -> TokenStream {
    let tokens = tokens.into_iter().collect::<Vec<_>>();
    let mut kept = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while at < tokens.len() {
        match attribute(&tokens[at..], is_out) {
            Some((length, Attribute::Doc)) => at += length,
            Some((length, Attribute::Out)) => at += length + item(&tokens[at + length..]),
            None => {
                kept.push(inner(&tokens[at], is_out));
                at += 1;
            }
        }
    }
    kept.into_iter().collect()
}

enum Attribute {
    Doc,
    Out,
}

/// The attribute that begins here, if it is one of ours, and how many tokens it has.
fn attribute(tokens: &[TokenTree], is_out: fn(&str) -> bool) -> Option<(usize, Attribute)> {
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
    } else if is_out(&text) {
        Attribute::Out
    } else {
        return None;
    };
    Some((at + 1, attribute))
}

/// Whether only tests see what has this attribute.
pub(super) fn is_test(attribute: &str) -> bool {
    let name = attribute.split('(').next().unwrap_or(attribute);
    name == "test" || name.ends_with("::test") || is_inline(attribute)
}

/// Whether what has this attribute lies beside what it tests.
pub(super) fn is_inline(attribute: &str) -> bool {
    attribute == "cfg(test)" || attribute.starts_with("cfg(all(test")
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

fn inner(token: &TokenTree, is_out: fn(&str) -> bool) -> TokenTree {
    let TokenTree::Group(group) = token else { return token.clone() };
    let mut stripped = Group::new(group.delimiter(), strip(group.stream(), is_out));
    stripped.set_span(group.span());
    stripped.into()
}
