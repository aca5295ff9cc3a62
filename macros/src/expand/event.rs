use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{Fields, Member, Variant};

use super::{
    at::At,
    parts::{checked, hidden, name},
};
use crate::{
    attr::Members,
    model::{Event, Shape},
};

/// The item with serde's derives, and `impl Event`.
pub(crate) fn event(event: &Event) -> TokenStream {
    let (item, ident) = (&event.item, &event.ident);
    let derives = derives(event);
    let At { first, last } = At::of(ident);
    let header = quote_spanned!(first=> impl __p::Event for);
    let info = info(event);
    let codec = event.codec.as_ref().map_or_else(|| quote_spanned!(last=> __p::Json), |codec| quote!(#codec));
    let key = event.key.as_ref().map(|key| key_method(&event.shape, key));
    let (name, address) =
        (checked("valid_name", event.name.as_ref()), checked("valid_address", event.address.as_ref()));
    let code = hidden(
        &event.facade,
        event.attrs(),
        &quote! {
            #[automatically_derived]
            #header #ident {
                type Codec = #codec;

                fn info() -> &'static __p::EventInfo {
                    static INFO: __p::EventInfo = #info;
                    &INFO
                }

                #key
            }
            #name
            #address
        },
    );
    quote!(#derives #item #code)
}

fn info(event: &Event) -> TokenStream {
    let ident = &event.ident;
    let name = name(event.name.as_ref(), &syn::ext::IdentExt::unraw(ident).to_string());
    let durable = event.durable.then(|| quote!(.durable()));
    let keyed = event.key.is_some().then(|| quote!(.keyed()));
    let version = event.version.as_ref().map(|version| &version.expr).map(|version| quote!(.with_version(#version)));
    let address = event.address.as_ref().map(|address| quote!(.with_address(#address)));
    quote!(__p::EventInfo::new::<#ident>(#name) #version #address #durable #keyed)
}

/// What the default codec needs and the user has not derived below the attribute.
fn derives(event: &Event) -> Option<TokenStream> {
    if event.codec.is_some() {
        return None;
    }
    let (facade, derived) = (&event.facade, &event.derives);
    let serialize = (!derived.serialize).then(|| quote!(#facade::__private::serde::Serialize));
    let deserialize = (!derived.deserialize).then(|| quote!(#facade::__private::serde::Deserialize));
    let ours: Vec<_> = serialize.into_iter().chain(deserialize).collect();
    if ours.is_empty() {
        return None;
    }
    let path = quote!(#facade::__private::serde).to_string().replace(' ', "");
    let path = (!derived.path).then(|| quote!(#[serde(crate = #path)]));
    Some(quote!(#[derive(#(#ours),*)] #path))
}

fn key_method(shape: &Shape, Members(members): &Members) -> TokenStream {
    let key = match shape {
        Shape::Struct(_) => {
            let at = At::of(&members.first()).first;
            let value = quote_spanned!(at=> &self.);
            quote!(__p::EventKey::event_key(#value #(#members).*))
        }
        Shape::Enum(variants) => {
            let arms = variants.iter().map(|variant| arm(variant, members));
            quote!(match self { #(#arms)* })
        }
    };
    quote! {
        fn key(&self) -> ::core::option::Option<::std::borrow::Cow<'_, ::core::primitive::str>> {
            #key
        }
    }
}

fn arm(variant: &Variant, members: &[Member]) -> TokenStream {
    let ident = &variant.ident;
    let cfgs = variant.attrs.iter().filter(|attr| attr.path().is_ident("cfg"));
    let (first, rest) = match members {
        [first, rest @ ..] => (first, rest),
        [] => return TokenStream::new(),
    };
    let at = At::of(first).first;
    let key = quote_spanned!(at=> __key);
    let value = if rest.is_empty() { key.clone() } else { quote!(&#key #(.#rest)*) };
    let pattern = match &variant.fields {
        Fields::Unit => quote!(Self::#ident),
        _ => quote!(Self::#ident { #first: #key, .. }),
    };
    quote!(#(#cfgs)* #pattern => __p::EventKey::event_key(#value),)
}
