use syn::{GenericParam, Generics};

use crate::problems::Problems;

/// Refuses generics: one message for lifetimes, one for types and constants.
pub(super) fn concrete(
    generics: &Generics,
    generic: impl FnOnce() -> String,
    borrows: impl FnOnce() -> String,
    problems: &mut Problems,
) {
    let (lifetimes, others): (Vec<_>, Vec<_>) =
        generics.params.iter().partition(|param| matches!(param, GenericParam::Lifetime(_)));
    if !others.is_empty() {
        problems.at(generics, generic());
    } else if !lifetimes.is_empty() {
        problems.at(generics, borrows());
    }
}
