//! `OrderPlaced, name = "invoice", per_process, retry(attempts = 5)`, cut at its commas.

use proc_macro2::{Delimiter, Ident, Spacing, TokenStream, TokenTree};

/// One argument, its value still unread.
pub(super) enum Piece {
    /// `key`, `key = value` or `key(list)`.
    Option(Ident, Given),
    /// Anything else, such as a type.
    Other(TokenStream),
}

/// What follows the key of an option.
pub(super) enum Given {
    /// `key`
    Nothing,
    /// `key = value`
    Value(TokenStream),
    /// `key(list)`
    List(TokenStream),
}

/// Cuts at commas that stand in no bracket, angle brackets included.
pub(super) fn pieces(arguments: TokenStream) -> Vec<Piece> {
    let (mut pieces, mut open, mut depth) = (Vec::new(), Vec::new(), 0_usize);
    let mut after_dash = false;
    for token in arguments {
        if let TokenTree::Punct(punct) = &token {
            match punct.as_char() {
                ',' if depth == 0 => {
                    pieces.extend(piece(std::mem::take(&mut open)));
                    continue;
                }
                '<' => depth += 1,
                // Not the end of `->`.
                '>' if !after_dash => depth = depth.saturating_sub(1),
                _ => {}
            }
            after_dash = punct.as_char() == '-' && punct.spacing() == Spacing::Joint;
        } else {
            after_dash = false;
        }
        open.push(token);
    }
    pieces.extend(piece(open));
    pieces
}

fn piece(tokens: Vec<TokenTree>) -> Option<Piece> {
    let shape = match tokens.as_slice() {
        [] => return None,
        [TokenTree::Ident(key)] => Some((key.clone(), Given::Nothing)),
        [TokenTree::Ident(key), TokenTree::Punct(equals), value @ ..]
            if equals.as_char() == '=' && equals.spacing() == Spacing::Alone =>
        {
            Some((key.clone(), Given::Value(value.iter().cloned().collect())))
        }
        [TokenTree::Ident(key), TokenTree::Group(list)] if list.delimiter() == Delimiter::Parenthesis => {
            Some((key.clone(), Given::List(list.stream())))
        }
        _ => None,
    };
    Some(match shape {
        Some((key, given)) => Piece::Option(key, given),
        None => Piece::Other(tokens.into_iter().collect()),
    })
}
