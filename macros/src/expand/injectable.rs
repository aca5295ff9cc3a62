use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{ReturnType, Type};

use super::{
    at::At,
    parts::hidden,
    service::{Service, inject, of_fields},
};
use crate::model::{Constructor, Injectable, Way};

/// The item, and `impl Service` for it and what it stands for.
pub(crate) fn injectable(injectable: &Injectable) -> TokenStream {
    let Injectable { facade, way, interface, lifecycle } = injectable;
    let (item, attrs, ty, service) = match way {
        Way::Fields(made) => {
            let (item, ident) = (&made.item, made.ident());
            (quote!(#item), &item.attrs, quote!(#ident), of_fields(made, *lifecycle))
        }
        Way::Constructor(made) => {
            let (item, ty) = (&made.item, &made.item.self_ty);
            (quote!(#item), &item.attrs, quote!(#ty), of_constructor(made, *lifecycle))
        }
    };
    let interface = interface.as_ref().map(|interface| stands_for(&ty, interface));
    let code = hidden(facade, attrs, &quote!(#service #interface));
    quote!(#item #code)
}

fn of_constructor(made: &Constructor, lifecycle: bool) -> TokenStream {
    let (ty, signature) = (&*made.item.self_ty, &made.signature);
    let each = |member: &str, call: &TokenStream| -> Vec<TokenStream> {
        let one = |parameter: &crate::model::Parameter| {
            let (cfgs, path) = (&parameter.cfgs, inject(&parameter.ty, member));
            quote!(#(#cfgs)* #path #call)
        };
        made.parameters.iter().map(one).collect()
    };
    let needs = each("need", &quote!(()));
    let values = each("inject", &quote!((__services)?));
    let wait = signature.asyncness.map(|_| quote!(.await));
    let into_service = into_service(made);
    let call = quote!(#into_service(Self::new(#(#values),*) #wait));
    let (new, make) = match signature.asyncness {
        Some(_) => (quote!(later), quote!(::std::boxed::Box::pin(async move { #call }))),
        None => (quote!(new), call),
    };
    let hooks = lifecycle.then(|| quote!(.with_lifecycle()));
    let recipe = quote! {
        __p::Recipe::#new(|| ::std::vec::Vec::from([#(#needs),*]), |__services| #make) #hooks
    };
    Service { ty, heights: each("SERVICES_MUST_NOT_NEED_EACH_OTHER", &TokenStream::new()), recipe }.expand()
}

/// The type of what it returns decides, and not its spelling.
fn into_service(made: &Constructor) -> TokenStream {
    let returned = match &made.signature.output {
        ReturnType::Type(_, ty) => ty,
        ReturnType::Default => &made.item.self_ty,
    };
    let at = At::of(returned);
    let bound = quote_spanned!(at.last=> __p::Constructed<Self>);
    at.member(returned, &bound, "into_service")
}

/// `impl Service for dyn Trait`
fn stands_for(ty: &TokenStream, interface: &Type) -> TokenStream {
    let At { first, .. } = At::of(interface);
    let cast = quote_spanned!(first=> __service as ::std::sync::Arc<Self>);
    let arc = quote!(::std::sync::Arc<#ty>);
    let recipe = quote! {
        __p::Recipe::new(
            || ::std::vec::Vec::from([<#arc as __p::Inject>::need()]),
            |__services| {
                let __service = <#arc as __p::Inject>::inject(__services)?;
                ::core::result::Result::Ok(#cast)
            },
        )
    };
    let heights = vec![quote!(<#ty as __p::Service>::SERVICES_MUST_NOT_NEED_EACH_OTHER)];
    Service { ty: interface, heights, recipe }.expand()
}
