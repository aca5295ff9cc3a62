use syn::{ReturnType, Safety, Type};

use super::concrete;
use crate::{
    model::{Constructor, Injectable, Passing, Way},
    problems::Problems,
    text,
};

/// A service is one concrete type, and what stands for it is a `dyn`.
pub(crate) fn injectable(injectable: &Injectable, problems: &mut Problems) {
    match &injectable.way {
        Way::Fields(made) => {
            let ident = made.ident();
            concrete(made.generics(), || text::generic_service(ident), || text::borrowing_service(ident), problems);
        }
        Way::Constructor(made) => constructor(made, problems),
    }
    if let Some(interface) = injectable.interface.as_ref().filter(|ty| !matches!(ty, Type::TraitObject(_))) {
        problems.at(interface, text::INTERFACE_NOT_DYN);
    }
}

fn constructor(made: &Constructor, problems: &mut Problems) {
    let ty = &made.item.self_ty;
    let name = quote::quote!(#ty).to_string();
    concrete(made.generics(), || text::generic_service(&name), || text::borrowing_service(&name), problems);
    let signature = &made.signature;
    if let Some(receiver) = signature.receiver() {
        problems.at(receiver, text::CONSTRUCTOR_SELF);
    }
    if !signature.generics.params.is_empty() {
        problems.at(&signature.generics, text::CONSTRUCTOR_GENERIC);
    }
    if let ReturnType::Default = signature.output {
        problems.at(&signature.ident, text::CONSTRUCTOR_RETURNS);
    }
    if let Safety::Unsafe(token) = &signature.safety {
        problems.at(token, text::CONSTRUCTOR_UNSAFE);
    }
    for parameter in &made.parameters {
        match (&parameter.passing, &parameter.ty) {
            (Passing::Mutable | Passing::Shared, ty) => problems.at(ty, text::CONSTRUCTOR_BORROWS),
            (_, ty @ Type::ImplTrait(_)) => problems.at(ty, text::CONSTRUCTOR_GENERIC),
            _ => {}
        }
    }
}
