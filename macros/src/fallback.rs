//! What stands in for the code of a refused item, so that the user sees our error and not what follows from it.
//!
//! First without the options that decide nothing but names and numbers; and if the item itself is refused, with
//! implementations that are never called.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Generics, Ident, Item, parse_quote};

use crate::{
    attr::{Arguments, Grammar},
    expand::hidden,
    model::strip,
    problems::Problems,
};

const KEPT: Grammar = Grammar { options: &["codec", "as", "blocking", "lifecycle", "crate"], takes_type: true };

/// The arguments without which the code would be another.
pub(crate) fn essential(arguments: TokenStream) -> TokenStream {
    Arguments::read(arguments, &KEPT, &mut Problems::default()).into_token_stream()
}

/// An event that nobody can encode.
pub(crate) fn event(arguments: TokenStream, item: Item) -> TokenStream {
    instead(arguments, item, |ident, generics| {
        let (params, args, bounds) = generics.split_for_impl();
        quote! {
            impl #params __p::Event for #ident #args #bounds {
                type Codec = __p::Refused;
                fn info() -> &'static __p::EventInfo { ::core::unreachable!() }
            }
        }
    })
}

/// A service that nobody makes.
pub(crate) fn service(arguments: TokenStream, item: Item) -> TokenStream {
    instead(arguments, item, |ident, generics| {
        let (params, args, bounds) = generics.split_for_impl();
        quote!(impl #params __p::Service for #ident #args #bounds {})
    })
}

/// A listener without an entry.
pub(crate) fn listener(arguments: TokenStream, item: Item) -> TokenStream {
    instead(arguments, item, |ident, generics| {
        let (params, args, bounds) = generics.split_for_impl();
        quote! {
            impl #params __p::Service for #ident #args #bounds {}
            impl #params __p::Listener for #ident #args #bounds {
                fn entry() -> &'static __p::ListenerEntry { ::core::unreachable!() }
            }
        }
    })
}

/// A pipeline without an entry.
pub(crate) fn pipeline(arguments: TokenStream, item: Item) -> TokenStream {
    instead(arguments, item, |ident, generics| {
        let (params, args, bounds) = generics.split_for_impl();
        quote! {
            impl #params __p::Service for #ident #args #bounds {}
            impl #params __p::Pipeline for #ident #args #bounds {
                fn entry() -> &'static __p::PipelineEntry { ::core::unreachable!() }
            }
        }
    })
}

/// The item as the user wrote it, without our field attributes, and the code for its type if it has one.
fn instead(arguments: TokenStream, mut item: Item, code: fn(&Ident, &Generics) -> TokenStream) -> TokenStream {
    let facade = Arguments::read(arguments, &KEPT, &mut Problems::default()).facade(&mut Problems::default());
    let code = match &mut item {
        Item::Struct(it) => {
            strip(&mut it.fields);
            Some(hidden(&facade, &it.attrs, &code(&it.ident, &shareable(&it.generics))))
        }
        Item::Enum(it) => Some(hidden(&facade, &it.attrs, &code(&it.ident, &shareable(&it.generics)))),
        _ => None,
    };
    quote!(#item #code)
}

/// With what every event and service must be.
fn shareable(generics: &Generics) -> Generics {
    let mut generics = generics.clone();
    if !generics.params.is_empty() {
        generics.make_where_clause().predicates.push(parse_quote!(Self: Send + Sync + 'static));
    }
    generics
}
