//! Writes the code. It goes only through the facade's `__private`, here `__p`, by absolute paths.

mod at;
mod entry;
mod event;
mod function;
mod injectable;
mod listener;
mod pipeline;
mod provided;
mod service;

pub(crate) use event::event;
pub(crate) use injectable::injectable;
pub(crate) use listener::listener;
pub(crate) use pipeline::pipeline;
pub(crate) use provided::provided;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::{Expr, Path};

use at::At;

/// Code that names nothing in the user's module.
pub(crate) fn hidden(facade: &Path, code: &TokenStream) -> TokenStream {
    quote! {
        const _: () = {
            use #facade::__private as __p;
            #code
        };
    }
}

/// The given name, or the default.
fn name(given: Option<&Expr>, default: &str) -> TokenStream {
    given.map_or_else(|| quote!(#default), ToTokens::to_token_stream)
}

/// Has the compiler judge a name by core's rule.
fn checked(rule: &str, name: Option<&Expr>) -> Option<TokenStream> {
    let name = name?;
    let At { first, .. } = At::of(name);
    let rule = proc_macro2::Ident::new(rule, first);
    Some(quote_spanned!(first=> const _: () = __p::#rule(#name);))
}

/// Where the attribute is written.
fn place() -> TokenStream {
    quote!(__p::Place::new(::core::module_path!(), ::core::file!(), ::core::line!()))
}
