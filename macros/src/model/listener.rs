use proc_macro2::{Ident, TokenStream};
use syn::{Expr, GenericArgument, Item, ItemImpl, Path, PathArguments, Type};

use super::{fields::Constructed, function::Function, injectable::last_name, policy::Policy};
use crate::{
    attr::{Arguments, Grammar},
    problems::Problems,
    text,
};

const GRAMMAR: Grammar = Grammar {
    options: &[
        "name",
        "per_process",
        "rebalance",
        "concurrency",
        "prefetch",
        "retry",
        "timeout",
        "inbox",
        "tags",
        "manual",
        "blocking",
        "as",
        "crate",
    ],
    takes_type: true,
};

/// A listener and its options.
pub(crate) struct Listener {
    pub(crate) facade: Path,
    pub(crate) form: Form,
    pub(crate) name: Option<Expr>,
    pub(crate) per_process: bool,
    pub(crate) rebalance: bool,
    pub(crate) policy: Policy,
    pub(crate) tags: Vec<Expr>,
    /// Not submitted to the registry.
    pub(crate) manual: bool,
}

/// What carries the attribute.
pub(crate) enum Form {
    Struct { made: Constructed, event: Type },
    Impl { item: ItemImpl, event: Type },
    Function(Function),
}

impl Listener {
    pub(crate) fn read(arguments: TokenStream, item: Item, problems: &mut Problems) -> Option<Self> {
        let arguments = Arguments::read(arguments, &GRAMMAR, problems);
        let facade = arguments.facade(problems);
        let name = arguments.text("name", problems);
        let per_process = arguments.flag("per_process", problems);
        let rebalance = arguments.flag("rebalance", problems);
        let policy = Policy::read(&arguments, problems);
        let tags = arguments.texts("tags", problems);
        let manual = arguments.flag("manual", problems);
        let form = Form::read(&arguments, item, problems)?;
        Some(Self { facade, form, name, per_process, rebalance, policy, tags, manual })
    }

    /// What it is called unless it has a `name`.
    pub(crate) fn default_name(&self) -> String {
        let ident = match &self.form {
            Form::Struct { made, .. } => Some(made.ident()),
            Form::Impl { item, .. } => last_name(&item.self_ty),
            Form::Function(function) => Some(&function.item.sig.ident),
        };
        ident.map(|ident| syn::ext::IdentExt::unraw(ident).to_string()).unwrap_or_default()
    }
}

impl Form {
    fn read(arguments: &Arguments, item: Item, problems: &mut Problems) -> Option<Self> {
        let blocking = arguments.flag("blocking", problems);
        let alias: Option<Ident> = arguments.syntax("as", "Name", problems);
        if !matches!(item, Item::Fn(_)) {
            for key in ["blocking", "as"].into_iter().filter_map(|key| arguments.key(key)) {
                problems.at(key, text::function_only(key));
            }
        }
        if let (Some(event), Item::Impl(_) | Item::Fn(_)) = (arguments.first(), &item) {
            problems.at(event, text::LISTENER_EVENT_TWICE);
        }
        match item {
            Item::Struct(item) => {
                let made = Constructed::read(item, problems);
                let event = arguments.first().cloned();
                if event.is_none() {
                    problems.at(made.ident(), text::LISTENER_EVENT);
                }
                Some(Self::Struct { event: event?, made })
            }
            Item::Impl(item) => {
                let event = heard(&item);
                if event.is_none() {
                    match &item.trait_ {
                        Some((path, _)) => problems.at(path, text::LISTENER_IMPL),
                        None => problems.at(&item.self_ty, text::LISTENER_IMPL),
                    }
                }
                Some(Self::Impl { event: event?, item })
            }
            Item::Fn(item) => Some(Self::Function(Function::read(item, alias, blocking))),
            other => {
                problems.at(other, text::LISTENER_ITEM);
                None
            }
        }
    }
}

/// The event in `impl EventListener<Event> for ..`, under whatever name the trait is known there.
fn heard(item: &ItemImpl) -> Option<Type> {
    let (path, _) = item.trait_.as_ref()?;
    let PathArguments::AngleBracketed(arguments) = &path.segments.last()?.arguments else { return None };
    let mut types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    types.next().cloned().filter(|_| types.next().is_none())
}
