use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::{Attribute, Expr, Path};

use super::at::At;
use crate::model::cfgs;

/// Code that names nothing in the user's module, and is there only if the item with these attributes is.
pub(crate) fn hidden(facade: &Path, item: &[Attribute], code: &TokenStream) -> TokenStream {
    let cfgs = cfgs(item);
    quote! {
        #(#cfgs)*
        const _: () = {
            use #facade::__private as __p;
            #code
        };
    }
}

/// The given name, or the default.
pub(super) fn name(given: Option<&Expr>, default: &str) -> TokenStream {
    given.map_or_else(|| quote!(#default), ToTokens::to_token_stream)
}

/// Has the compiler judge a name by core's rule.
pub(super) fn checked(rule: &str, name: Option<&Expr>) -> Option<TokenStream> {
    let name = name?;
    let At { first, .. } = At::of(name);
    let rule = proc_macro2::Ident::new(rule, first);
    Some(quote_spanned!(first=> const _: () = __p::#rule(#name);))
}

/// Where the attribute is written.
pub(super) fn place() -> TokenStream {
    quote!(__p::Place::new(::core::module_path!(), ::core::file!(), ::core::line!()))
}
