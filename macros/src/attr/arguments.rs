use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::{Expr, Path, Type, parse::Parse};

use super::{
    duration::{Pauses, Time},
    split::{Given, Piece, pieces},
    value::{self, Members, Number},
};
use crate::{
    problems::Problems,
    text::{self, Shape},
};

/// Which arguments an attribute knows.
pub(crate) struct Grammar {
    /// The options, in the order in which messages list them.
    pub(crate) options: &'static [&'static str],
    /// Whether a type may stand first.
    pub(crate) takes_type: bool,
}

/// The arguments of one attribute: known ones only, each at most once.
#[derive(Default)]
pub(crate) struct Arguments {
    first: Option<Type>,
    options: Vec<Argument>,
}

struct Argument {
    key: Ident,
    given: Given,
}

impl Arguments {
    /// Reads the arguments; what is unknown or repeated becomes a problem and is left out.
    pub(crate) fn read(tokens: TokenStream, grammar: &Grammar, problems: &mut Problems) -> Self {
        let mut read = Self::default();
        for (at, piece) in pieces(tokens).into_iter().enumerate() {
            match piece {
                Piece::Option(key, given) if grammar.options.iter().any(|known| key == known) => {
                    if read.has(&key.to_string()) {
                        problems.at(&key, text::repeated(&key));
                    } else {
                        read.options.push(Argument { key, given });
                    }
                }
                Piece::Option(key, Given::Nothing) if grammar.takes_type && at == 0 && looks_like_a_type(&key) => {
                    read.first = value::parsed(key.to_token_stream(), problems, text::FIRST_IS_A_TYPE);
                }
                Piece::Option(key, _) => problems.at(&key, text::unknown(&key, grammar.options)),
                Piece::Other(tokens) if grammar.takes_type && at == 0 => {
                    read.first = value::parsed(tokens, problems, text::FIRST_IS_A_TYPE);
                }
                Piece::Other(tokens) => problems.at(&tokens, text::no_option(&tokens, grammar.options)),
            }
        }
        read
    }

    /// The type that stands first.
    pub(crate) fn first(&self) -> Option<&Type> {
        self.first.as_ref()
    }

    /// The word of the option, if it was given.
    pub(crate) fn key(&self, key: &str) -> Option<&Ident> {
        self.find(key).map(|argument| &argument.key)
    }

    /// Whether the option was given.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.key(key).is_some()
    }

    /// `key`, without a value.
    pub(crate) fn flag(&self, key: &str, problems: &mut Problems) -> bool {
        match self.find(key) {
            Some(Argument { given: Given::Nothing, .. }) => true,
            Some(Argument { key, .. }) => {
                problems.at(key, text::flag(key));
                true
            }
            None => false,
        }
    }

    /// `key = "text"`, or a constant.
    pub(crate) fn text(&self, key: &str, problems: &mut Problems) -> Option<Expr> {
        self.value(key, Shape::Text, problems, value::text)
    }

    /// `key = 5`, or a constant; not negative.
    pub(crate) fn number(&self, key: &str, problems: &mut Problems) -> Option<Number> {
        self.value(key, Shape::Number, problems, value::number)
    }

    /// `key = -5`, or a constant.
    pub(crate) fn signed(&self, key: &str, problems: &mut Problems) -> Option<Expr> {
        self.value(key, Shape::Signed, problems, value::signed)
    }

    /// `key = "5s"`.
    pub(crate) fn time(&self, key: &str, problems: &mut Problems) -> Option<Time> {
        self.value(key, Shape::Time, problems, Time::read)
    }

    /// `key = "100ms..30s"`.
    pub(crate) fn pauses(&self, key: &str, problems: &mut Problems) -> Option<Pauses> {
        self.value(key, Shape::Pauses, problems, Pauses::read)
    }

    /// `key = Type` or `key = Name`, as in the example.
    pub(crate) fn syntax<T: Parse>(&self, key: &str, example: &'static str, problems: &mut Problems) -> Option<T> {
        self.value(key, Shape::Like(example), problems, value::parsed)
    }

    /// `key = field`, `key = field.field`, `key = 0`.
    pub(crate) fn members(&self, key: &str, problems: &mut Problems) -> Option<Members> {
        self.value(key, Shape::Members, problems, Members::read)
    }

    /// `key("a", "b")`.
    pub(crate) fn texts(&self, key: &str, problems: &mut Problems) -> Vec<Expr> {
        let listed = self.list(key, Shape::Texts, problems);
        listed.map_or_else(Vec::new, |list| value::texts(list, problems, &text::wants(key, Shape::Texts)))
    }

    /// `key(option = .., ..)`, as in the example.
    pub(crate) fn nested(
        &self,
        key: &str,
        grammar: &Grammar,
        example: &'static str,
        problems: &mut Problems,
    ) -> Option<Self> {
        let list = self.list(key, Shape::ListLike(example), problems)?;
        Some(Self::read(list, grammar, problems))
    }

    /// Where the facade is, seen from the user's crate: `crate = path`.
    pub(crate) fn facade(&self, problems: &mut Problems) -> Path {
        let given = self.value("crate", Shape::Path, problems, value::path);
        given.unwrap_or_else(|| syn::parse_quote!(::tidings))
    }

    fn value<T>(
        &self,
        key: &str,
        shape: Shape,
        problems: &mut Problems,
        read: impl FnOnce(TokenStream, &mut Problems, &str) -> Option<T>,
    ) -> Option<T> {
        let argument = self.find(key)?;
        let wanted = text::wants(key, shape);
        match &argument.given {
            Given::Value(value) if !value.is_empty() => read(value.clone(), problems, &wanted),
            _ => {
                problems.at(&argument.key, wanted);
                None
            }
        }
    }

    fn list(&self, key: &str, shape: Shape, problems: &mut Problems) -> Option<TokenStream> {
        let argument = self.find(key)?;
        match &argument.given {
            Given::List(list) if !list.is_empty() => Some(list.clone()),
            _ => {
                problems.at(&argument.key, text::wants(key, shape));
                None
            }
        }
    }

    fn find(&self, key: &str) -> Option<&Argument> {
        self.options.iter().find(|argument| argument.key == key)
    }
}

impl ToTokens for Arguments {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        if let Some(first) = &self.first {
            tokens.extend(quote!(#first,));
        }
        for Argument { key, given } in &self.options {
            tokens.extend(match given {
                Given::Nothing => quote!(#key,),
                Given::Value(value) => quote!(#key = #value,),
                Given::List(list) => quote!(#key(#list),),
            });
        }
    }
}

/// A single word may be a type or a misspelt flag: types begin with a capital.
fn looks_like_a_type(word: &Ident) -> bool {
    word.to_string().starts_with(char::is_uppercase)
}
