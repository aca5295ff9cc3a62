use proc_macro2::{Ident, TokenStream};
use syn::{Attribute, Generics, Item, Path};

use crate::{
    attr::{Arguments, Grammar},
    problems::Problems,
    text,
};

const GRAMMAR: Grammar = Grammar { options: &["crate"], takes_type: false };

/// A type that the application hands over.
pub(crate) struct Provided {
    pub(crate) facade: Path,
    pub(crate) item: Item,
}

impl Provided {
    pub(crate) fn read(arguments: TokenStream, item: Item, problems: &mut Problems) -> Option<Self> {
        let facade = Arguments::read(arguments, &GRAMMAR, problems).facade(problems);
        if !matches!(item, Item::Struct(_) | Item::Enum(_) | Item::Trait(_)) {
            problems.at(item, text::PROVIDED_ITEM);
            return None;
        }
        Some(Self { facade, item })
    }

    pub(crate) fn attrs(&self) -> &[Attribute] {
        match &self.item {
            Item::Struct(it) => &it.attrs,
            Item::Enum(it) => &it.attrs,
            Item::Trait(it) => &it.attrs,
            _ => &[],
        }
    }

    /// Its name and generics.
    pub(crate) fn parts(&self) -> Option<(&Ident, &Generics)> {
        match &self.item {
            Item::Struct(it) => Some((&it.ident, &it.generics)),
            Item::Enum(it) => Some((&it.ident, &it.generics)),
            Item::Trait(it) => Some((&it.ident, &it.generics)),
            _ => None,
        }
    }
}
