use syn::{FnArg, ReturnType, Safety, Type};

use super::concrete;
use crate::{
    model::{Function, Passing},
    problems::Problems,
    text,
};

/// The event first, by shared reference; then whatever can be found by its type.
pub(super) fn function(function: &Function, problems: &mut Problems) {
    let signature = &function.item.sig;
    concrete(&signature.generics, text::function_generic, text::function_generic, problems);
    match (signature.inputs.first(), &function.event) {
        (Some(FnArg::Receiver(receiver)), _) => problems.at(receiver, text::function_self()),
        (Some(FnArg::Typed(first)), None) => problems.at(&first.ty, text::function_event()),
        (None, None) => problems.at(&signature.ident, text::function_event()),
        (_, Some(_)) => {}
    }
    for parameter in &function.parameters {
        match (&parameter.passing, &parameter.ty) {
            (Passing::Mutable, ty) => problems.at(ty, text::function_mutable()),
            (_, ty @ Type::ImplTrait(_)) => problems.at(ty, text::function_impl_trait()),
            _ => {}
        }
    }
    if let ReturnType::Type(_, ty) = &signature.output
        && matches!(**ty, Type::ImplTrait(_))
    {
        problems.at(ty, text::function_returns_anything());
    }
    if let Safety::Unsafe(token) = &signature.safety {
        problems.at(token, text::FUNCTION_UNSAFE);
    }
    if let Some(variadic) = &signature.variadic {
        problems.at(variadic, text::FUNCTION_VARIADIC);
    }
    if let (true, Some(token)) = (function.blocking, &signature.asyncness) {
        problems.at(token, text::BLOCKING_ASYNC);
    }
}
