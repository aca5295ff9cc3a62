use proc_macro2::Ident;
use syn::{Attribute, FnArg, ItemFn, Signature, Type};

use super::fields::cfgs;

/// A listener function.
pub(crate) struct Function {
    pub(crate) item: ItemFn,
    /// The first parameter, and the event in it.
    pub(crate) event: Option<Type>,
    /// The others.
    pub(crate) parameters: Vec<Parameter>,
    /// `as = Name`
    pub(crate) alias: Option<Ident>,
    pub(crate) blocking: bool,
}

/// A parameter whose value is found by its type.
pub(crate) struct Parameter {
    pub(crate) ty: Type,
    pub(crate) passing: Passing,
    pub(crate) cfgs: Vec<Attribute>,
}

/// How the parameter is passed, which is all that its spelling decides.
pub(crate) enum Passing {
    /// `&T`, and the type is `T`.
    Shared,
    /// `&mut T`
    Mutable,
    /// `T`
    Value,
}

impl Function {
    pub(crate) fn read(item: ItemFn, alias: Option<Ident>, blocking: bool) -> Self {
        let mut parameters = parameters(&item.sig);
        let event = match (parameters.is_empty(), item.sig.receiver()) {
            (false, None) => Some(parameters.remove(0)),
            _ => None,
        };
        let event = event.filter(|event| matches!(event.passing, Passing::Shared)).map(|event| event.ty);
        Self { item, event, parameters, alias, blocking }
    }
}

/// The parameters, without `self`.
pub(super) fn parameters(signature: &Signature) -> Vec<Parameter> {
    let typed = signature.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(typed) => Some(typed),
        FnArg::Receiver(_) => None,
    });
    let read = |typed: &syn::PatType| {
        let (ty, passing) = match bare(&typed.ty) {
            Type::Reference(to) if to.mutability.is_some() => (bare(&to.elem), Passing::Mutable),
            Type::Reference(to) => (bare(&to.elem), Passing::Shared),
            other => (other, Passing::Value),
        };
        Parameter { ty: ty.clone(), passing, cfgs: cfgs(&typed.attrs) }
    };
    typed.map(read).collect()
}

/// Without the brackets that `macro_rules` and `&(dyn A + B)` put around a type.
fn bare(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => bare(&group.elem),
        Type::Paren(paren) => bare(&paren.elem),
        other => other,
    }
}
