use proc_macro2::TokenStream;
use syn::{Expr, Item, Path};

use super::fields::Constructed;
use crate::{
    attr::{Arguments, Grammar},
    problems::Problems,
    text,
};

const GRAMMAR: Grammar = Grammar { options: &["name", "order", "manual", "crate"], takes_type: false };

/// A pipeline and its options.
pub(crate) struct Pipeline {
    pub(crate) facade: Path,
    pub(crate) made: Constructed,
    pub(crate) name: Option<Expr>,
    pub(crate) order: Option<Expr>,
    /// Not submitted to the registry.
    pub(crate) manual: bool,
}

impl Pipeline {
    pub(crate) fn read(arguments: TokenStream, item: Item, problems: &mut Problems) -> Option<Self> {
        let arguments = Arguments::read(arguments, &GRAMMAR, problems);
        let facade = arguments.facade(problems);
        let name = arguments.text("name", problems);
        let order = arguments.signed("order", problems);
        let manual = arguments.flag("manual", problems);
        match item {
            Item::Struct(item) => Some(Self { facade, made: Constructed::read(item, problems), name, order, manual }),
            other => {
                problems.at(other, text::PIPELINE_ITEM);
                None
            }
        }
    }
}
