use syn::{
    FnArg, GenericParam, Generics, Ident, Item, ItemTrait, ReturnType, Signature, TraitItem, Type, TypeParamBound,
    WherePredicate,
};

use super::concrete;
use crate::{
    model::Provided,
    problems::Problems,
    text::{self, NotDyn},
};

/// What is handed over is one concrete type, or a trait that can be a `dyn`.
pub(crate) fn provided(provided: &Provided, problems: &mut Problems) {
    let Some((ident, generics)) = provided.parts() else { return };
    match &provided.item {
        Item::Trait(item) => {
            concrete(generics, || text::generic_trait(ident), || text::generic_trait(ident), problems);
            dynamic(item, problems);
        }
        _ => concrete(generics, || text::generic_service(ident), || text::borrowing_service(ident), problems),
    }
}

/// The compiler would say it wherever the trait is used; here it is said once, with the remedy.
fn dynamic(item: &ItemTrait, problems: &mut Problems) {
    let name = &item.ident;
    for bound in item.supertraits.iter().filter(|bound| is_sized(bound)) {
        problems.at(bound, text::not_dyn(name, &NotDyn::Sized));
    }
    for member in &item.items {
        match member {
            TraitItem::Fn(function) => method(name, &function.sig, problems),
            TraitItem::Const(constant) => problems.at(&constant.ident, text::not_dyn(name, &NotDyn::Const)),
            TraitItem::Type(ty) if !ty.generics.params.is_empty() && !only_sized(&ty.generics) => {
                problems.at(&ty.ident, text::not_dyn(name, &NotDyn::GenericType));
            }
            _ => {}
        }
    }
}

fn method(name: &Ident, signature: &Signature, problems: &mut Problems) {
    if only_sized(&signature.generics) {
        return;
    }
    if let Some(generic) = signature.generics.params.iter().find(|param| !matches!(param, GenericParam::Lifetime(_))) {
        problems.at(generic, text::not_dyn(name, &NotDyn::Generic));
    }
    if let Some(token) = &signature.asyncness {
        problems.at(token, text::not_dyn(name, &NotDyn::Async));
    }
    match &signature.output {
        ReturnType::Type(_, ty) if matches!(**ty, Type::ImplTrait(_)) => {
            problems.at(ty, text::not_dyn(name, &NotDyn::ImplTrait));
        }
        ReturnType::Type(_, ty) if is_self(ty) => problems.at(ty, text::not_dyn(name, &NotDyn::ReturnsSelf)),
        _ => {}
    }
    if signature.receiver().is_none() {
        problems.at(&signature.ident, text::not_dyn(name, &NotDyn::NoReceiver));
    }
    for input in &signature.inputs {
        match input {
            FnArg::Typed(typed) if is_self(&typed.ty) => {
                problems.at(&typed.ty, text::not_dyn(name, &NotDyn::TakesSelf));
            }
            FnArg::Typed(typed) if matches!(*typed.ty, Type::ImplTrait(_)) => {
                problems.at(&typed.ty, text::not_dyn(name, &NotDyn::Generic));
            }
            _ => {}
        }
    }
}

/// `where Self: Sized`, which takes a member out of the `dyn`.
fn only_sized(generics: &Generics) -> bool {
    generics.where_clause.as_ref().is_some_and(|clause| {
        clause.predicates.iter().any(|predicate| match predicate {
            WherePredicate::Type(bound) => is_self(&bound.bounded_ty) && bound.bounds.iter().any(is_sized),
            _ => false,
        })
    })
}

fn is_sized(bound: &TypeParamBound) -> bool {
    match bound {
        TypeParamBound::Trait(bound) => bound.path.segments.last().is_some_and(|segment| segment.ident == "Sized"),
        _ => false,
    }
}

/// `Self`, or a reference to it.
fn is_self(ty: &Type) -> bool {
    match ty {
        Type::Path(path) => path.qself.is_none() && path.path.is_ident("Self"),
        Type::Reference(to) => is_self(&to.elem),
        _ => false,
    }
}
