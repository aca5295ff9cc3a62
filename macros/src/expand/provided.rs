use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Item;

use super::{
    at::{At, ours},
    parts::hidden,
};
use crate::model::Provided;

/// The item, and `impl Service` without a recipe.
pub(crate) fn provided(provided: &Provided) -> TokenStream {
    let item = &provided.item;
    let Some((ident, _)) = provided.parts() else { return quote!(#item) };
    let At { first, last } = At::of(ident);
    let header = quote_spanned!(first=> impl __p::Service for);
    let body = quote_spanned!(last=> {});
    let ty = match item {
        Item::Trait(_) => {
            let name = ours(&quote!(#ident));
            quote_spanned!(first=> dyn #name)
        }
        _ => ours(&quote!(#ident)),
    };
    let code = hidden(&provided.facade, provided.attrs(), &quote!(#[automatically_derived] #header #ty #body));
    quote!(#item #code)
}
