//! What stands behind an option's `=`, or in its brackets; `wanted` says how it should look.

use proc_macro2::{Span, TokenStream};
use syn::{
    Expr, ExprLit, Index, Lit, LitFloat, LitInt, Member, Path, Token, UnOp,
    ext::IdentExt,
    parse::{Parse, ParseStream, Parser},
    punctuated::Punctuated,
};

use crate::problems::Problems;

/// A number, and what it is if it was written as one.
pub(crate) struct Number {
    pub(crate) expr: Expr,
    pub(crate) literal: Option<u64>,
}

/// `customer`, `customer.id`, `0`, `0.1`: the way from an event to its key.
pub(crate) struct Members(pub(crate) Vec<Member>);

pub(super) fn parsed<T: Parse>(tokens: TokenStream, problems: &mut Problems, wanted: &str) -> Option<T> {
    parsed_by(T::parse, tokens, problems, wanted)
}

pub(super) fn path(tokens: TokenStream, problems: &mut Problems, wanted: &str) -> Option<Path> {
    parsed_by(Path::parse_mod_style, tokens, problems, wanted)
}

/// A literal text, or an expression whose type the compiler judges.
pub(super) fn text(tokens: TokenStream, problems: &mut Problems, wanted: &str) -> Option<Expr> {
    let expr = parsed(tokens, problems, wanted)?;
    let fits = literal(&expr).is_none_or(|literal| matches!(literal, Lit::Str(_)));
    refuse_unless(fits, expr, problems, wanted)
}

pub(super) fn texts(tokens: TokenStream, problems: &mut Problems, wanted: &str) -> Vec<Expr> {
    let listed = parsed_by(Punctuated::<Expr, Token![,]>::parse_terminated, tokens, problems, wanted);
    let fits = |expr: &Expr| literal(expr).is_none_or(|literal| matches!(literal, Lit::Str(_)));
    listed.into_iter().flatten().filter_map(|expr| refuse_unless(fits(&expr), expr, problems, wanted)).collect()
}

/// A literal number, or an expression whose type the compiler judges.
pub(super) fn number(tokens: TokenStream, problems: &mut Problems, wanted: &str) -> Option<Number> {
    let expr: Expr = parsed(tokens, problems, wanted)?;
    let value = literal(&expr).map(|literal| match literal {
        Lit::Int(int) => int.base10_parse::<u32>().ok().map(u64::from),
        _ => None,
    });
    let fits = !is_negative(&expr) && !matches!(value, Some(None));
    refuse_unless(fits, expr, problems, wanted).map(|expr| Number { expr, literal: value.flatten() })
}

pub(super) fn signed(tokens: TokenStream, problems: &mut Problems, wanted: &str) -> Option<Expr> {
    let expr: Expr = parsed(tokens, problems, wanted)?;
    let number = match &expr {
        Expr::Unary(unary) if is_negative(&expr) => &*unary.expr,
        other => other,
    };
    let fits = literal(number).is_none_or(|literal| match literal {
        Lit::Int(int) => int.base10_parse::<i32>().is_ok(),
        _ => false,
    });
    refuse_unless(fits, expr, problems, wanted)
}

impl Members {
    pub(super) fn read(tokens: TokenStream, problems: &mut Problems, wanted: &str) -> Option<Self> {
        parsed_by(Self::parse, tokens, problems, wanted)
    }

    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut members = Vec::new();
        loop {
            let next = input.lookahead1();
            if next.peek(LitFloat) {
                // `0.1` is one token.
                let float: LitFloat = input.parse()?;
                for index in float.to_string().split('.') {
                    members.push(numbered(index, float.span())?);
                }
            } else if next.peek(LitInt) {
                let int: LitInt = input.parse()?;
                members.push(numbered(int.base10_digits(), int.span())?);
            } else {
                members.push(Member::Named(input.call(syn::Ident::parse_any)?));
            }
            if input.is_empty() {
                return Ok(Self(members));
            }
            input.parse::<Token![.]>()?;
        }
    }
}

fn numbered(digits: &str, span: Span) -> syn::Result<Member> {
    let index = digits.parse().map_err(|error| syn::Error::new(span, error))?;
    Ok(Member::Unnamed(Index { index, span }))
}

fn parsed_by<T>(
    parser: impl FnOnce(ParseStream<'_>) -> syn::Result<T>,
    tokens: TokenStream,
    problems: &mut Problems,
    wanted: &str,
) -> Option<T> {
    let parsed = parser.parse2(tokens.clone()).ok();
    if parsed.is_none() {
        problems.at(tokens, wanted);
    }
    parsed
}

fn refuse_unless(fits: bool, expr: Expr, problems: &mut Problems, wanted: &str) -> Option<Expr> {
    if fits {
        return Some(expr);
    }
    problems.at(expr, wanted);
    None
}

fn literal(expr: &Expr) -> Option<&Lit> {
    match expr {
        Expr::Lit(ExprLit { lit, .. }) => Some(lit),
        _ => None,
    }
}

fn is_negative(expr: &Expr) -> bool {
    matches!(expr, Expr::Unary(unary) if matches!(unary.op, UnOp::Neg(_)))
}
