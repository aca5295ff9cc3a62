use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};

use super::at::{At, ours};
use crate::model::{Constructed, Field};

/// How the container makes something: what it needs, and the recipe.
pub(super) struct Service<'a> {
    /// The type.
    pub(super) ty: &'a dyn ToTokens,
    /// The heights of what it needs, as the elements of an array.
    pub(super) heights: Vec<TokenStream>,
    /// A `Recipe<Self>`.
    pub(super) recipe: TokenStream,
}

impl Service<'_> {
    /// `impl Service`, and the question that makes the compiler look for a cycle.
    pub(super) fn expand(&self) -> TokenStream {
        let Self { ty, heights, recipe } = self;
        let At { first, last } = At::of(ty);
        let of = ours(&ty.to_token_stream());
        let height = quote_spanned!(first=> SERVICES_MUST_NOT_NEED_EACH_OTHER);
        let constant = quote_spanned!(first=> const #height: ::core::primitive::usize);
        let end = quote_spanned!(first=> ;);
        let body = quote! {
            #constant = __p::height([#(#heights),*]) #end

            fn recipe() -> ::core::option::Option<&'static __p::Recipe<Self>> {
                ::core::option::Option::Some(&const { #recipe })
            }
        };
        let implementation = quote_spanned!(first=> impl __p::Service for #of);
        let body = quote_spanned!(last=> { #body });
        quote! {
            #[automatically_derived]
            #implementation #body
            const _: ::core::primitive::usize = <#of as __p::Service>::#height;
        }
    }
}

/// `impl Service` of a struct whose fields are injected.
pub(super) fn of_fields(made: &Constructed, lifecycle: bool) -> TokenStream {
    let injected = || made.fields.iter().filter(|field| !field.default);
    let heights = injected().map(height).collect();
    let needs = injected().map(|field| {
        let (cfgs, need) = (&field.cfgs, inject(&field.ty, "need"));
        quote!(#(#cfgs)* #need())
    });
    let values = made.fields.iter().map(value);
    let hooks = lifecycle.then(|| quote!(.with_lifecycle()));
    let recipe = quote! {
        __p::Recipe::new(
            || ::std::vec::Vec::from([#(#needs),*]),
            |__services| ::core::result::Result::Ok(::std::sync::Arc::new(Self { #(#values),* })),
        )
        #hooks
    };
    Service { ty: made.ident(), heights, recipe }.expand()
}

/// `<#ty as Inject>::#member`
pub(super) fn inject(ty: &impl ToTokens, member: &str) -> TokenStream {
    let at = At::of(ty);
    let bound = quote_spanned!(at.last=> __p::Inject);
    at.member(ty, &bound, member)
}

fn height(field: &Field) -> TokenStream {
    let (cfgs, height) = (&field.cfgs, inject(&field.ty, "SERVICES_MUST_NOT_NEED_EACH_OTHER"));
    quote!(#(#cfgs)* #height)
}

fn value(field: &Field) -> TokenStream {
    let Field { member, ty, cfgs, default } = field;
    let value = if *default {
        let at = At::of(ty);
        let bound = quote_spanned!(at.last=> ::core::default::Default);
        let default = at.member(ty, &bound, "default");
        quote!(#default())
    } else {
        let inject = inject(ty, "inject");
        quote!(#inject(__services)?)
    };
    quote!(#(#cfgs)* #member: #value)
}
