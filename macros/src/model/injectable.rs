use proc_macro2::{Ident, TokenStream};
use syn::{Generics, ImplItem, Item, ItemImpl, Path, Signature, Type};

use super::{
    fields::Constructed,
    function::{Parameter, parameters},
};
use crate::{
    attr::{Arguments, Grammar},
    problems::Problems,
    text,
};

const GRAMMAR: Grammar = Grammar { options: &["as", "lifecycle", "crate"], takes_type: false };

/// A service that the container makes.
pub(crate) struct Injectable {
    pub(crate) facade: Path,
    pub(crate) way: Way,
    /// `as = dyn Trait`
    pub(crate) interface: Option<Type>,
    /// Whether it has start and stop hooks.
    pub(crate) lifecycle: bool,
}

/// How it is made.
pub(crate) enum Way {
    Fields(Box<Constructed>),
    Constructor(Box<Constructor>),
}

/// `impl X { fn new(..) -> Self }`
pub(crate) struct Constructor {
    pub(crate) item: ItemImpl,
    pub(crate) signature: Signature,
    pub(crate) parameters: Vec<Parameter>,
}

impl Injectable {
    pub(crate) fn read(arguments: TokenStream, item: Item, problems: &mut Problems) -> Option<Self> {
        let arguments = Arguments::read(arguments, &GRAMMAR, problems);
        let facade = arguments.facade(problems);
        let interface = arguments.syntax("as", "dyn MyTrait", problems);
        let lifecycle = arguments.flag("lifecycle", problems);
        let way = match item {
            Item::Struct(item) => Way::Fields(Box::new(Constructed::read(item, problems))),
            Item::Impl(item) => Way::Constructor(Box::new(Constructor::read(item, problems)?)),
            other => {
                problems.at(other, text::INJECTABLE_ITEM);
                return None;
            }
        };
        Some(Self { facade, way, interface, lifecycle })
    }
}

impl Constructor {
    fn read(item: ItemImpl, problems: &mut Problems) -> Option<Self> {
        if let Some((path, _)) = &item.trait_ {
            problems.at(path, text::INJECTABLE_TRAIT_IMPL);
            return None;
        }
        let signature = item.items.iter().find_map(|item| match item {
            ImplItem::Fn(function) if function.sig.ident == "new" => Some(function.sig.clone()),
            _ => None,
        });
        let Some(signature) = signature else {
            problems.at(&item.self_ty, text::NO_CONSTRUCTOR);
            return None;
        };
        Some(Self { parameters: parameters(&signature), item, signature })
    }

    pub(crate) fn generics(&self) -> &Generics {
        &self.item.generics
    }
}

/// The last name of a type, which is what a listener on it is called by default.
pub(super) fn last_name(ty: &Type) -> Option<&Ident> {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|segment| &segment.ident),
        Type::Group(group) => last_name(&group.elem),
        Type::Paren(paren) => last_name(&paren.elem),
        _ => None,
    }
}
