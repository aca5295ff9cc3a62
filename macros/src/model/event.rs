use proc_macro2::{Ident, TokenStream};
use syn::{Attribute, Expr, Fields, Generics, Item, Meta, Path, Token, Type, Variant, punctuated::Punctuated};

use crate::{
    attr::{Arguments, Grammar, Members, Number},
    problems::Problems,
    text,
};

const GRAMMAR: Grammar =
    Grammar { options: &["name", "address", "durable", "version", "key", "codec", "crate"], takes_type: false };

/// An event type and its options.
pub(crate) struct Event {
    pub(crate) facade: Path,
    pub(crate) item: Item,
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    pub(crate) shape: Shape,
    pub(crate) derives: Derives,
    pub(crate) name: Option<Expr>,
    pub(crate) address: Option<Expr>,
    pub(crate) durable: bool,
    pub(crate) version: Option<Number>,
    pub(crate) key: Option<Members>,
    pub(crate) codec: Option<Type>,
}

/// Where an event's fields are.
pub(crate) enum Shape {
    Struct(Fields),
    Enum(Vec<Variant>),
}

/// What of serde the user derives below the attribute.
pub(crate) struct Derives {
    pub(crate) serialize: bool,
    pub(crate) deserialize: bool,
    /// `#[serde(crate = "..")]`
    pub(crate) path: bool,
}

impl Event {
    pub(crate) fn read(arguments: TokenStream, item: Item, problems: &mut Problems) -> Option<Self> {
        let arguments = Arguments::read(arguments, &GRAMMAR, problems);
        let (ident, generics, attrs, shape) = match &item {
            Item::Struct(it) => (&it.ident, &it.generics, &it.attrs, Shape::Struct(it.fields.clone())),
            Item::Enum(it) => (&it.ident, &it.generics, &it.attrs, Shape::Enum(it.variants.iter().cloned().collect())),
            other => {
                problems.at(other, text::EVENT_ITEM);
                return None;
            }
        };
        Some(Self {
            facade: arguments.facade(problems),
            ident: ident.clone(),
            generics: generics.clone(),
            shape,
            derives: Derives::read(attrs),
            name: arguments.text("name", problems),
            address: arguments.text("address", problems),
            durable: arguments.flag("durable", problems),
            version: arguments.number("version", problems),
            key: arguments.members("key", problems),
            codec: arguments.syntax("codec", "MyCodec", problems),
            item,
        })
    }

    pub(crate) fn attrs(&self) -> &[Attribute] {
        match &self.item {
            Item::Struct(it) => &it.attrs,
            Item::Enum(it) => &it.attrs,
            _ => &[],
        }
    }
}

impl Derives {
    fn read(attrs: &[Attribute]) -> Self {
        let derived: Vec<Path> = attrs.iter().filter(|attr| attr.path().is_ident("derive")).flat_map(paths).collect();
        let has = |name: &str| derived.iter().any(|path| path.segments.last().is_some_and(|last| last.ident == name));
        Self {
            serialize: has("Serialize"),
            deserialize: has("Deserialize"),
            path: attrs.iter().filter(|attr| attr.path().is_ident("serde")).any(names_crate),
        }
    }
}

/// The derives that the attribute lists; what cannot be read is the compiler's to refuse.
fn paths(derive: &Attribute) -> Vec<Path> {
    let listed = derive.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated);
    listed.map(|paths| paths.into_iter().collect()).unwrap_or_default()
}

fn names_crate(serde: &Attribute) -> bool {
    let listed = serde.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
    listed.is_ok_and(|options| options.iter().any(|option| option.path().is_ident("crate")))
}
